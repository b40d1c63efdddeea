"""The public names, each once: type checkers read them here, and leco loads them from here."""

from . import datasets as datasets, plot as plot
from .coalition.coalition import Coalition as Coalition
from .comparison.cases import case_table as case_table
from .comparison.side_by_side import compare as compare
from .dynamics.broker_change import (
    broker_persistence as broker_persistence,
    pair_fates as pair_fates,
)
from .dynamics.broker_orientation import broker_orientation as broker_orientation
from .dynamics.core_change import CoreChange as CoreChange, shrinking_core as shrinking_core
from .dynamics.formation import (
    partner_entry as partner_entry,
    partner_exit as partner_exit,
    tie_formation as tie_formation,
    tie_persistence as tie_persistence,
    tie_presence as tie_presence,
)
from .dynamics.lagged import Formation as Formation
from .dynamics.membership import tie_survival as tie_survival, turnover as turnover
from .dynamics.survival import (
    Survival as Survival,
    tenure as tenure,
    time_to_join as time_to_join,
)
from .dynamics.tenure_regression import (
    TenureRegression as TenureRegression,
    tenure_regression as tenure_regression,
)
from .dynamics.tracking import track as track
from .dynamics.trend import Trend as Trend, trend as trend
from .errors import (
    ChoiceError as ChoiceError,
    DataError as DataError,
    FormatError as FormatError,
    LecoError as LecoError,
    LecoWarning as LecoWarning,
    MissingAttributeError as MissingAttributeError,
    MissingExtraError as MissingExtraError,
    UndefinedError as UndefinedError,
    UnsupportedGraphError as UnsupportedGraphError,
)
from .inference.coarse_dates import date_interval as date_interval
from .inference.intervals import (
    core_membership as core_membership,
    process_interval as process_interval,
)
from .inference.multiverse import multiverse as multiverse
from .inference.permutation import test as test
from .inference.qap import (
    QapRegression as QapRegression,
    qap_correlation as qap_correlation,
    qap_regression as qap_regression,
)
from .inference.silence import (
    response_bounds as response_bounds,
    response_interval as response_interval,
)
from .io.keys import key_file as key_file
from .io.leftovers import leftovers as leftovers
from .io.persons import hide_persons as hide_persons
from .io.pseudonyms import (
    Pseudonymised as Pseudonymised,
    pseudonymise as pseudonymise,
    pseudonyms as pseudonyms,
)
from .io.reader import read as read
from .io.recognisable import Recognisable as Recognisable, recognisable as recognisable
from .io.relational_events import to_remflow as to_remflow
from .io.rsiena import to_rsiena as to_rsiena
from .io.survey import read_survey as read_survey
from .io.template import template as template
from .io.writer import write as write
from .metrics.agreement import agreement as agreement
from .metrics.bridging import (
    bridging_profile as bridging_profile,
    brokering as brokering,
    honest_broker as honest_broker,
    introductions as introductions,
    participation as participation,
)
from .metrics.brokerage import (
    brokerage_roles as brokerage_roles,
    brokerage_totals as brokerage_totals,
)
from .metrics.brokerage_chance import (
    brokerage_expected as brokerage_expected,
    brokerage_totals_expected as brokerage_totals_expected,
)
from .metrics.brokerage_unknown import brokerage_bounds as brokerage_bounds
from .metrics.centralisation import (
    betweenness_centralisation as betweenness_centralisation,
    closeness_centralisation as closeness_centralisation,
    degree_centralisation as degree_centralisation,
)
from .metrics.cohesion import (
    compactness as compactness,
    connectedness as connectedness,
    density as density,
    diameter as diameter,
    reach_in_two as reach_in_two,
    reciprocity as reciprocity,
    transitivity as transitivity,
    wholeness as wholeness,
)
from .metrics.connectivity import (
    algebraic_connectivity as algebraic_connectivity,
    edge_connectivity as edge_connectivity,
    mean_resistance as mean_resistance,
    node_connectivity as node_connectivity,
)
from .metrics.constructs import diversity as diversity
from .metrics.core_periphery import (
    core_fit as core_fit,
    core_periphery as core_periphery,
    core_share as core_share,
)
from .metrics.core_roles import core_roles as core_roles
from .metrics.core_sensitivity import core_sensitivity as core_sensitivity
from .metrics.core_tiers import tier_agreement as tier_agreement
from .metrics.core_typology import core_typology as core_typology
from .metrics.coverage import (
    coverage as coverage,
    covering_set as covering_set,
    need_coverage as need_coverage,
)
from .metrics.coverage_partners import (
    complementarity as complementarity,
    contributions as contributions,
)
from .metrics.dependence import dependence as dependence, without_top as without_top
from .metrics.diversity import (
    blau as blau,
    evenness as evenness,
    hill_number as hill_number,
    hill_profile as hill_profile,
    iqv as iqv,
    richness as richness,
    shannon as shannon,
)
from .metrics.ego_diversity import alter_diversity as alter_diversity
from .metrics.hierarchy import (
    krackhardt_efficiency as krackhardt_efficiency,
    krackhardt_hierarchy as krackhardt_hierarchy,
    least_upper_boundedness as least_upper_boundedness,
)
from .metrics.integration import integration as integration
from .metrics.mixing import (
    bridging_ratio as bridging_ratio,
    degree_assortativity as degree_assortativity,
    ei_index as ei_index,
)
from .metrics.mixing_tables import mixing_table as mixing_table
from .metrics.multiplexity import (
    clique_overlap as clique_overlap,
    kind_overlap as kind_overlap,
    multiplexity as multiplexity,
)
from .metrics.registry import measure as measure, measures as measures
from .metrics.sector_brokerage import sector_brokers as sector_brokers
from .metrics.segregation import (
    assortativity as assortativity,
    coleman_homophily as coleman_homophily,
    freeman_segregation as freeman_segregation,
    gamix as gamix,
    odds_ratio as odds_ratio,
    segregation_matrix_index as segregation_matrix_index,
)
from .metrics.shortest_paths import (
    betweenness as betweenness,
    bridgeness as bridgeness,
    everett_valente as everett_valente,
)
from .metrics.similarity_diversity import (
    leinster_cobbold as leinster_cobbold,
    rao as rao,
    rao_stirling as rao_stirling,
)
from .metrics.spread import disparity as disparity, separation as separation
from .metrics.standardised_diversity import (
    asymptotic_diversity as asymptotic_diversity,
    coverage_standardised as coverage_standardised,
    extrapolated as extrapolated,
    rarefied as rarefied,
    sample_coverage as sample_coverage,
)
from .metrics.structural_cohesion import (
    cohesion_share as cohesion_share,
    structural_cohesion as structural_cohesion,
)
from .metrics.structural_holes import (
    constraint as constraint,
    dyadic_constraint as dyadic_constraint,
    structural_holes as structural_holes,
)
from .metrics.two_mode_brokerage import two_mode_roles as two_mode_roles
from .practice.admitting import Admissions as Admissions, admissions as admissions
from .practice.contexts import (
    LearningContexts as LearningContexts,
    learning_contexts as learning_contexts,
)
from .practice.experiments import Experiments as Experiments, experiments as experiments
from .practice.forms import CooperationForm as CooperationForm, cooperation_form as cooperation_form
from .practice.governance import Governance as Governance, governance_form as governance_form
from .practice.hats import Hats as Hats, hats as hats
from .practice.invitation import Invitation as Invitation, invite as invite
from .practice.layers import Layers as Layers, layers as layers
from .practice.life_cycle import LifeCycle as LifeCycle, life_cycle as life_cycle
from .practice.motives import MotiveProfile as MotiveProfile, motive_profile as motive_profile
from .practice.organising import Organising as Organising, organising as organising
from .practice.profile import profile as profile
from .practice.readiness import Readiness as Readiness, readiness as readiness
from .practice.risks import RiskSignals as RiskSignals, risk_signals as risk_signals
from .practice.site_effects import SiteEffects as SiteEffects, site_effects as site_effects
from .practice.stages import Stage as Stage, stage as stage
from .practice.structure import StructureOnly as StructureOnly, structure_only as structure_only
from .practice.supporting import SupportActors as SupportActors, support_actors as support_actors
from .practice.surroundings import Surroundings as Surroundings, surroundings as surroundings
from .practice.vision import Vision as Vision, vision as vision
from .report.build import write_report as write_report
from .result import (
    Comparison as Comparison,
    Interval as Interval,
    Scores as Scores,
    Statistic as Statistic,
    Table as Table,
    TestResult as TestResult,
    Track as Track,
)

__version__: str
