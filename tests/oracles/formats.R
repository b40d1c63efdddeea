# Write the samples of tests/samples that R's packages make, each of the same network as formats.py.
#
# Run with igraph, sna and network installed: Rscript tests/oracles/formats.R tests/samples
place <- commandArgs(trailingOnly = TRUE)[1]
names <- c("Stad Genk", "Huis van het Kind", "Café 't Hoekje", "vzw x & y")
ties <- cbind(c(1, 2, 3), c(2, 3, 1))
weights <- c(2, 1, 0.5)

matrix_ <- matrix(0, 4, 4)
matrix_[ties] <- weights
dimnames(matrix_) <- list(names, names)

sna::write.dl(matrix_, file.path(place, "sna.dl"), vertex.lab = gsub(" ", "_", names))
stack_ <- array(0, c(2, 4, 4))
stack_[1, , ] <- matrix_
stack_[2, , ] <- 1 * (matrix_ + t(matrix_) > 0)
sna::write.dl(stack_, file.path(place, "sna_two.dl"), vertex.lab = paste0("p", 1:4),
              matrix.lab = c("trust", "information"))

graph <- igraph::graph_from_adjacency_matrix(matrix_, mode = "directed", weighted = TRUE)
igraph::V(graph)$sector <- c("government", "care", "youth", "")
igraph::write_graph(graph, file.path(place, "r_igraph.graphml"), format = "graphml")
igraph::write_graph(graph, file.path(place, "r_igraph.net"), format = "pajek")
write.csv(matrix_, file.path(place, "r_matrix.csv"))
