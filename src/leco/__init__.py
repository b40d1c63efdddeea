"""leco: network analysis of coalition formation.

Files become a `Coalition`; a Coalition, or any networkx graph, goes into a measure; a measure
is held against chance (`test`), followed over time (`track`) or set side by side (`compare`).

    genk = leco.read("genk/")
    leco.brokerage_roles(genk, by="sector").frame
    leco.compare([genk, beringen], ["density", "bridging_ratio"], by="sector", seed=7)

Every name below is loaded when first used, so that importing leco costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Importing these fills the catalogue of measures.
MEASURE_MODULES = (
    "leco.metrics.agreement",
    "leco.metrics.bridging",
    "leco.metrics.brokerage",
    "leco.metrics.brokerage_chance",
    "leco.metrics.centralisation",
    "leco.metrics.cohesion",
    "leco.metrics.constructs",
    "leco.metrics.connectivity",
    "leco.metrics.core_periphery",
    "leco.metrics.core_roles",
    "leco.metrics.core_sensitivity",
    "leco.metrics.core_tiers",
    "leco.metrics.core_typology",
    "leco.metrics.coverage",
    "leco.metrics.coverage_partners",
    "leco.metrics.dependence",
    "leco.metrics.diversity",
    "leco.metrics.ego_diversity",
    "leco.metrics.hierarchy",
    "leco.metrics.integration",
    "leco.metrics.mixing",
    "leco.metrics.mixing_tables",
    "leco.metrics.multiplexity",
    "leco.metrics.sector_brokerage",
    "leco.metrics.segregation",
    "leco.metrics.shortest_paths",
    "leco.metrics.similarity_diversity",
    "leco.metrics.spread",
    "leco.metrics.standardised_diversity",
    "leco.metrics.structural_cohesion",
    "leco.metrics.structural_holes",
    "leco.dynamics.broker_change",
    "leco.dynamics.broker_orientation",
    "leco.dynamics.membership",
)

_HOME = {
    "read": "leco.io.reader",
    "write": "leco.io.writer",
    "Coalition": "leco.coalition.core",
    "Scores": "leco.result",
    "Statistic": "leco.result",
    "Table": "leco.result",
    "TestResult": "leco.result",
    "Track": "leco.result",
    "Comparison": "leco.result",
    "density": "leco.metrics.cohesion",
    "reciprocity": "leco.metrics.cohesion",
    "connectedness": "leco.metrics.cohesion",
    "compactness": "leco.metrics.cohesion",
    "degree_centralisation": "leco.metrics.centralisation",
    "transitivity": "leco.metrics.cohesion",
    "wholeness": "leco.metrics.cohesion",
    "reach_in_two": "leco.metrics.cohesion",
    "diameter": "leco.metrics.cohesion",
    "betweenness_centralisation": "leco.metrics.centralisation",
    "closeness_centralisation": "leco.metrics.centralisation",
    "krackhardt_hierarchy": "leco.metrics.hierarchy",
    "krackhardt_efficiency": "leco.metrics.hierarchy",
    "least_upper_boundedness": "leco.metrics.hierarchy",
    "node_connectivity": "leco.metrics.connectivity",
    "edge_connectivity": "leco.metrics.connectivity",
    "algebraic_connectivity": "leco.metrics.connectivity",
    "mean_resistance": "leco.metrics.connectivity",
    "structural_cohesion": "leco.metrics.structural_cohesion",
    "cohesion_share": "leco.metrics.structural_cohesion",
    "multiplexity": "leco.metrics.multiplexity",
    "kind_overlap": "leco.metrics.multiplexity",
    "clique_overlap": "leco.metrics.multiplexity",
    "betweenness": "leco.metrics.shortest_paths",
    "brokerage_roles": "leco.metrics.brokerage",
    "brokerage_totals": "leco.metrics.brokerage",
    "brokerage_totals_expected": "leco.metrics.brokerage_chance",
    "sector_brokers": "leco.metrics.sector_brokerage",
    "brokerage_bounds": "leco.metrics.sector_brokerage",
    "two_mode_roles": "leco.metrics.sector_brokerage",
    "constraint": "leco.metrics.structural_holes",
    "bridging_profile": "leco.metrics.bridging",
    "honest_broker": "leco.metrics.bridging",
    "introductions": "leco.metrics.bridging",
    "participation": "leco.metrics.bridging",
    "brokerage_expected": "leco.metrics.brokerage_chance",
    "brokering": "leco.metrics.bridging",
    "bridgeness": "leco.metrics.shortest_paths",
    "everett_valente": "leco.metrics.shortest_paths",
    "shrinking_core": "leco.dynamics.core_change",
    "CoreChange": "leco.dynamics.core_change",
    "pair_fates": "leco.dynamics.broker_change",
    "broker_persistence": "leco.dynamics.broker_orientation",
    "broker_orientation": "leco.dynamics.broker_orientation",
    "dependence": "leco.metrics.dependence",
    "without_top": "leco.metrics.dependence",
    "structural_holes": "leco.metrics.structural_holes",
    "dyadic_constraint": "leco.metrics.structural_holes",
    "core_periphery": "leco.metrics.core_periphery",
    "core_share": "leco.metrics.core_periphery",
    "core_fit": "leco.metrics.core_periphery",
    "core_roles": "leco.metrics.core_roles",
    "core_typology": "leco.metrics.core_typology",
    "core_sensitivity": "leco.metrics.core_sensitivity",
    "tier_agreement": "leco.metrics.core_tiers",
    "richness": "leco.metrics.diversity",
    "blau": "leco.metrics.diversity",
    "hill_number": "leco.metrics.diversity",
    "shannon": "leco.metrics.diversity",
    "iqv": "leco.metrics.diversity",
    "evenness": "leco.metrics.diversity",
    "hill_profile": "leco.metrics.diversity",
    "rarefied": "leco.metrics.standardised_diversity",
    "sample_coverage": "leco.metrics.standardised_diversity",
    "coverage_standardised": "leco.metrics.standardised_diversity",
    "extrapolated": "leco.metrics.standardised_diversity",
    "asymptotic_diversity": "leco.metrics.standardised_diversity",
    "rao": "leco.metrics.similarity_diversity",
    "rao_stirling": "leco.metrics.similarity_diversity",
    "leinster_cobbold": "leco.metrics.similarity_diversity",
    "separation": "leco.metrics.spread",
    "disparity": "leco.metrics.spread",
    "diversity": "leco.metrics.constructs",
    "alter_diversity": "leco.metrics.ego_diversity",
    "ei_index": "leco.metrics.mixing",
    "bridging_ratio": "leco.metrics.mixing",
    "degree_assortativity": "leco.metrics.mixing",
    "mixing_table": "leco.metrics.mixing_tables",
    "integration": "leco.metrics.integration",
    "agreement": "leco.metrics.agreement",
    "freeman_segregation": "leco.metrics.segregation",
    "coleman_homophily": "leco.metrics.segregation",
    "segregation_matrix_index": "leco.metrics.segregation",
    "odds_ratio": "leco.metrics.segregation",
    "gamix": "leco.metrics.segregation",
    "assortativity": "leco.metrics.segregation",
    "coverage": "leco.metrics.coverage",
    "need_coverage": "leco.metrics.coverage",
    "covering_set": "leco.metrics.coverage",
    "contributions": "leco.metrics.coverage_partners",
    "complementarity": "leco.metrics.coverage_partners",
    "turnover": "leco.dynamics.membership",
    "tie_survival": "leco.dynamics.membership",
    "measure": "leco.metrics.registry",
    "test": "leco.inference.permutation",
    "track": "leco.dynamics.tracking",
    "compare": "leco.comparison",
    "write_report": "leco.report.build",
    "LecoError": "leco.errors",
    "DataError": "leco.errors",
    "FormatError": "leco.errors",
    "MissingAttributeError": "leco.errors",
    "UnsupportedGraphError": "leco.errors",
    "UndefinedError": "leco.errors",
    "MissingExtraError": "leco.errors",
    "LecoWarning": "leco.errors",
}

__all__ = [*_HOME, "__version__", "datasets", "measures"]  # noqa: PLE0604 - all are strings


def measures() -> "dict[str, Measure]":
    """Give the catalogue of measures: name to level, range, needs, source and parameters."""
    found: dict[str, Measure] = importlib.import_module("leco.metrics.registry").catalogue()
    return found


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    if name == "datasets":
        return importlib.import_module("leco.datasets")
    raise AttributeError(f"module 'leco' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    from leco import datasets as datasets
    from leco.coalition.core import Coalition as Coalition
    from leco.comparison import compare as compare
    from leco.dynamics.broker_change import pair_fates as pair_fates
    from leco.dynamics.broker_orientation import broker_orientation as broker_orientation
    from leco.dynamics.broker_orientation import broker_persistence as broker_persistence
    from leco.dynamics.core_change import CoreChange as CoreChange
    from leco.dynamics.core_change import shrinking_core as shrinking_core
    from leco.dynamics.membership import tie_survival as tie_survival
    from leco.dynamics.membership import turnover as turnover
    from leco.dynamics.tracking import track as track
    from leco.errors import DataError as DataError
    from leco.errors import FormatError as FormatError
    from leco.errors import LecoError as LecoError
    from leco.errors import LecoWarning as LecoWarning
    from leco.errors import MissingAttributeError as MissingAttributeError
    from leco.errors import MissingExtraError as MissingExtraError
    from leco.errors import UndefinedError as UndefinedError
    from leco.errors import UnsupportedGraphError as UnsupportedGraphError
    from leco.inference.permutation import test as test
    from leco.io.reader import read as read
    from leco.io.writer import write as write
    from leco.metrics.agreement import agreement as agreement
    from leco.metrics.bridging import bridging_profile as bridging_profile
    from leco.metrics.bridging import brokering as brokering
    from leco.metrics.bridging import honest_broker as honest_broker
    from leco.metrics.bridging import introductions as introductions
    from leco.metrics.bridging import participation as participation
    from leco.metrics.brokerage import brokerage_roles as brokerage_roles
    from leco.metrics.brokerage import brokerage_totals as brokerage_totals
    from leco.metrics.brokerage_chance import brokerage_expected as brokerage_expected
    from leco.metrics.brokerage_chance import (
        brokerage_totals_expected as brokerage_totals_expected,
    )
    from leco.metrics.centralisation import betweenness_centralisation as betweenness_centralisation
    from leco.metrics.centralisation import closeness_centralisation as closeness_centralisation
    from leco.metrics.centralisation import degree_centralisation as degree_centralisation
    from leco.metrics.cohesion import compactness as compactness
    from leco.metrics.cohesion import connectedness as connectedness
    from leco.metrics.cohesion import density as density
    from leco.metrics.cohesion import diameter as diameter
    from leco.metrics.cohesion import reach_in_two as reach_in_two
    from leco.metrics.cohesion import reciprocity as reciprocity
    from leco.metrics.cohesion import transitivity as transitivity
    from leco.metrics.cohesion import wholeness as wholeness
    from leco.metrics.connectivity import algebraic_connectivity as algebraic_connectivity
    from leco.metrics.connectivity import edge_connectivity as edge_connectivity
    from leco.metrics.connectivity import mean_resistance as mean_resistance
    from leco.metrics.connectivity import node_connectivity as node_connectivity
    from leco.metrics.constructs import diversity as diversity
    from leco.metrics.core_periphery import core_fit as core_fit
    from leco.metrics.core_periphery import core_periphery as core_periphery
    from leco.metrics.core_periphery import core_share as core_share
    from leco.metrics.core_roles import core_roles as core_roles
    from leco.metrics.core_sensitivity import core_sensitivity as core_sensitivity
    from leco.metrics.core_tiers import tier_agreement as tier_agreement
    from leco.metrics.core_typology import core_typology as core_typology
    from leco.metrics.coverage import coverage as coverage
    from leco.metrics.coverage import covering_set as covering_set
    from leco.metrics.coverage import need_coverage as need_coverage
    from leco.metrics.coverage_partners import complementarity as complementarity
    from leco.metrics.coverage_partners import contributions as contributions
    from leco.metrics.dependence import dependence as dependence
    from leco.metrics.dependence import without_top as without_top
    from leco.metrics.diversity import blau as blau
    from leco.metrics.diversity import evenness as evenness
    from leco.metrics.diversity import hill_number as hill_number
    from leco.metrics.diversity import hill_profile as hill_profile
    from leco.metrics.diversity import iqv as iqv
    from leco.metrics.diversity import richness as richness
    from leco.metrics.diversity import shannon as shannon
    from leco.metrics.ego_diversity import alter_diversity as alter_diversity
    from leco.metrics.hierarchy import krackhardt_efficiency as krackhardt_efficiency
    from leco.metrics.hierarchy import krackhardt_hierarchy as krackhardt_hierarchy
    from leco.metrics.hierarchy import least_upper_boundedness as least_upper_boundedness
    from leco.metrics.integration import integration as integration
    from leco.metrics.mixing import bridging_ratio as bridging_ratio
    from leco.metrics.mixing import degree_assortativity as degree_assortativity
    from leco.metrics.mixing import ei_index as ei_index
    from leco.metrics.mixing_tables import mixing_table as mixing_table
    from leco.metrics.multiplexity import clique_overlap as clique_overlap
    from leco.metrics.multiplexity import kind_overlap as kind_overlap
    from leco.metrics.multiplexity import multiplexity as multiplexity
    from leco.metrics.registry import Measure
    from leco.metrics.registry import measure as measure
    from leco.metrics.sector_brokerage import brokerage_bounds as brokerage_bounds
    from leco.metrics.sector_brokerage import sector_brokers as sector_brokers
    from leco.metrics.sector_brokerage import two_mode_roles as two_mode_roles
    from leco.metrics.segregation import assortativity as assortativity
    from leco.metrics.segregation import coleman_homophily as coleman_homophily
    from leco.metrics.segregation import freeman_segregation as freeman_segregation
    from leco.metrics.segregation import gamix as gamix
    from leco.metrics.segregation import odds_ratio as odds_ratio
    from leco.metrics.segregation import segregation_matrix_index as segregation_matrix_index
    from leco.metrics.shortest_paths import betweenness as betweenness
    from leco.metrics.shortest_paths import bridgeness as bridgeness
    from leco.metrics.shortest_paths import everett_valente as everett_valente
    from leco.metrics.similarity_diversity import leinster_cobbold as leinster_cobbold
    from leco.metrics.similarity_diversity import rao as rao
    from leco.metrics.similarity_diversity import rao_stirling as rao_stirling
    from leco.metrics.spread import disparity as disparity
    from leco.metrics.spread import separation as separation
    from leco.metrics.standardised_diversity import asymptotic_diversity as asymptotic_diversity
    from leco.metrics.standardised_diversity import coverage_standardised as coverage_standardised
    from leco.metrics.standardised_diversity import extrapolated as extrapolated
    from leco.metrics.standardised_diversity import rarefied as rarefied
    from leco.metrics.standardised_diversity import sample_coverage as sample_coverage
    from leco.metrics.structural_cohesion import cohesion_share as cohesion_share
    from leco.metrics.structural_cohesion import structural_cohesion as structural_cohesion
    from leco.metrics.structural_holes import constraint as constraint
    from leco.metrics.structural_holes import dyadic_constraint as dyadic_constraint
    from leco.metrics.structural_holes import structural_holes as structural_holes
    from leco.report.build import write_report as write_report
    from leco.result import Comparison as Comparison
    from leco.result import Scores as Scores
    from leco.result import Statistic as Statistic
    from leco.result import Table as Table
    from leco.result import TestResult as TestResult
    from leco.result import Track as Track
