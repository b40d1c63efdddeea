# Regressions of who leaves and who joins, iterated in base R until nothing moves. (R's own glm
# stops when the deviance does: the expected values in temporal_inference_reference.json are some
# 1e-6 short of where the slope is 0.)
#
#   Rscript lagged.R exit.csv entry.csv join.csv join_periods.csv
#
# Each file: y and the columns of the design by row, the constant first. exit and entry: as
# dynamics/risk.py makes them of the panel P16 (y whether the partner left or joined; its ties, or
# the members of its sector, at the moment before; the logarithm of its size). join and
# join_periods: the candidates JOIN60 as tests/kernels/test_binary.py lays them out. Prints
# coefficients and standard errors; for exit also after Firth.
options(digits = 15)
files <- commandArgs(trailingOnly = TRUE)

scoring <- function(y, X, link) {
  beta <- c(-1, rep(0, ncol(X) - 1))
  for (step in 1:2000) {
    eta <- as.vector(X %*% beta)
    mean <- link$linkinv(eta)
    slope <- link$mu.eta(eta)
    weight <- slope^2 / (mean * (1 - mean))
    information <- t(X) %*% (X * weight)
    beta <- beta + as.vector(solve(information, t(X) %*% (slope * (y - mean) / (mean * (1 - mean)))))
  }
  list(beta = beta, se = sqrt(diag(solve(information))))
}

# Firth (1993) for the logit: the score plus h (1/2 - p).
firth <- function(y, X) {
  beta <- c(-2, 0, 0)
  for (step in 1:2000) {
    p <- plogis(as.vector(X %*% beta))
    weight <- p * (1 - p)
    information <- t(X) %*% (X * weight)
    h <- rowSums((X %*% solve(information)) * X) * weight
    beta <- beta + as.vector(solve(information, t(X) %*% (y - p + h * (0.5 - p))))
  }
  list(beta = beta, se = sqrt(diag(solve(information))))
}

for (file in files) {
  rows <- read.csv(file)
  X <- as.matrix(rows[, names(rows) != "y"])
  print(file)
  print(scoring(rows$y, X, make.link("cloglog")))
  if (grepl("exit", file)) print(firth(rows$y, X))
}
