"""A made-up coalition with every table of leco filled: no real organisation, every row invented.

Small enough to count by hand: five partners and a candidate, observed from 2022 to 2024.
"""

from functools import cache

import leco

PARTNERS = [
    {"id": "city", "name": "City", "entity": "organisation", "sector": "government", "tier": "core",
     "joined": "2021-01-01", "left": "..", "join_reason": "site", "site": "abbey",
     "offers": "room;advice", "target_groups": "youth", "motives": "impact;local", "capacity": "2 days",
     "legal_independent": "yes", "core_activities": "services", "sourced_from_network": "training"},
    {"id": "school", "name": "School", "entity": "organisation", "sector": "education", "tier": "core",
     "joined": "2021-01-01", "left": "..", "join_reason": "vision fit", "site": "abbey",
     "offers": "teachers", "target_groups": "youth", "motives": "learning;groups"},
    {"id": "care", "name": "Care", "entity": "organisation", "sector": "care", "tier": "broad",
     "joined": "2022-03-01", "left": "2024-11-15", "join_reason": "vision fit",
     "leave_reason": "governance", "motives": "learning;resources", "offers": "advice"},
    {"id": "sport", "name": "Sport", "entity": "organisation", "sector": "sport", "tier": "broad",
     "joined": "2024-02-01", "left": "..", "join_reason": "experiment", "motives": "subsidy",
     "site": "hall"},
    {"id": "arts", "name": "Arts", "entity": "organisation", "sector": "arts", "tier": "broad",
     "joined": "2024-05-01", "left": "..", "join_reason": "experiment", "motives": "mission;learning"},
    {"id": "bank", "name": "Bank", "entity": "organisation", "sector": "business", "tier": "candidate"},
]  # fmt: skip
TIES = [
    {"source": "city", "target": "school", "kind": "governance", "start": "2021-02-01", "end": "..",
     "agreement": "contract", "verb": "connect", "governance_body": "steering group"},
    {"source": "school", "target": "care", "kind": "competencies", "start": "2022-04-01",
     "end": "2024-11-15", "agreement": "none", "directed": "no"},
    {"source": "city", "target": "care", "kind": "resources", "start": "2022-05-01",
     "end": "2024-11-15", "directed": "yes"},
    {"source": "city", "target": "sport", "kind": "resources", "start": "2024-02-15", "end": "..",
     "activity": "lab", "agreement": "none", "directed": "yes"},
    {"source": "sport", "target": "arts", "kind": "activities", "start": "2024-06-01", "end": "..",
     "activity": "lab", "domain": "leisure"},
    {"source": "school", "target": "arts", "kind": "information", "start": "2024-06-01", "end": "..",
     "activity": "meeting"},
]  # fmt: skip
OTHERS = {
    "activities": [
        {"activity": "lab", "name": "Open lab", "kind": "experiment", "status": "running",
         "needs": "room;teachers", "own_capacity": "none", "domain": "leisure",
         "start": "2024-02-01", "end": ".."},
        {"activity": "meeting", "kind": "meeting", "start": "2021-01-01", "end": ".."},
        {"activity": "later", "kind": "experiment", "status": "planned", "start": "2026"},
    ],
    "participations": [
        {"partner": "city", "activity": "lab", "start": "2024-02-01", "end": ".."},
        {"partner": "sport", "activity": "lab", "start": "2024-02-01", "end": ".."},
    ],
    "memberships": [
        {"partner": "city", "tier": "core", "start": "2021", "end": ".."},
        {"partner": "care", "tier": "broad", "start": "2022-03-01", "end": "2024-11-15"},
    ],
    "respondents": [{"wave": "2024", "partner": "city", "answered": "yes"}],
    "needs": [
        {"need": "room", "weight": 2, "providers_wanted": 1, "result": "learning paths"},
        {"need": "advice", "weight": 1, "result": "learning paths"},
        {"need": "teachers", "weight": 1, "result": "learning paths"},
    ],
    "ratings": [
        {"item": "vision: why", "rater": "city", "score": 5, "date": "2024-06"},
        {"item": "vision: why", "rater": "school", "score": 4, "date": "2024-06"},
        {"item": "involvement", "rater": "sport", "subject": "sport", "score": 5},
        {"item": "involvement", "rater": "city", "subject": "sport", "score": 2},
        {"item": "involvement", "rater": "school", "subject": "sport", "score": 3},
    ],
    "affiliations": [{"person": "An", "organisation": "city", "role": "director"}],
    "admissions": [
        {"partner": "school", "date": "2021-01-01", "phase": "vision", "tier": "core",
         "mode": "consensus", "outcome": "admitted", "deciders": "city", "criteria": "known;vision",
         "driver": "call", "introduced_by": "Europa WSE", "introduced_to": "city"},
        {"partner": "care", "date": "2022-03-01", "phase": "vision", "tier": "broad",
         "mode": "consensus", "outcome": "admitted", "deciders": "city;school",
         "criteria": "value", "driver": "aim"},
        {"partner": "sport", "date": "2024-02-01", "phase": "initiating", "tier": "broad",
         "mode": "autonomous", "outcome": "admitted", "deciders": "city", "criteria": "site;vision",
         "driver": "experiment"},
        {"partner": "arts", "date": "2024-05-01", "phase": "initiating", "tier": "broad",
         "mode": "autonomous", "outcome": "admitted", "deciders": "school", "criteria": "value",
         "driver": "experiment", "introduced_by": "city"},
        {"partner": "bank", "date": "2024-09-01", "phase": "initiating", "tier": "broad",
         "mode": "consultation", "outcome": "refused", "deciders": "city;school",
         "reason": "vision fit"},
    ],
    "phases": [
        {"phase": "vision", "kind": "pre-trajectory", "start": "2021", "end": "2023",
         "funder_phase": "66"},
        {"phase": "initiating", "kind": "project", "start": "2024", "end": "2025"},
    ],
    "contributions": [
        {"partner": "city", "kind": "money", "amount": 60, "unit": "kEUR", "direction": "given",
         "own_share": 0.5, "programme": "structural", "start": "2024-01-01", "end": "2026"},
        {"partner": "school", "kind": "hours", "amount": 90, "unit": "hour", "direction": "given",
         "start": "2024"},
        {"partner": "sport", "kind": "hours", "amount": 10, "unit": "hour", "direction": "given",
         "start": "2024"},
        {"partner": "sport", "kind": "money", "amount": 40, "unit": "kEUR", "direction": "received",
         "programme": "ESF", "start": "2024-03-01"},
    ],
    "sites": [
        {"site": "abbey", "name": "Abbey", "history": "a school", "rooms_multifunctional": "yes",
         "rooms_rentable": "yes", "opens_flexibly": "no", "note": "listed"},
        {"site": "hall"},
    ],
    "site_links": [
        {"partner": "city", "site": "abbey", "kind": "owner", "start": "2021", "end": ".."},
        {"partner": "school", "site": "abbey", "kind": "tenant", "start": "2021", "end": ".."},
    ],
    "supports": [
        {"supporter": "Europa WSE", "role": "guidance", "kind": "stakeholders", "phase": "vision",
         "start": "2021-03-01", "end": "2021-03-01", "note": "two workshops"},
        {"supporter": "University", "role": "research"},
    ],
    "contexts": [
        {"context": "workshop", "name": "Workshop", "kind": "real life", "site": "abbey",
         "offered_by": "school;city", "target_groups": "youth;newcomers", "ways": "doing",
         "goals": "work", "lowers": "language;financial", "start": "2024-02-01", "end": ".."},
        {"context": "course", "kind": "formal", "offered_by": "school", "target_groups": "youth",
         "ways": "listening", "goals": "diploma", "start": "2021"},
    ],
    "target_groups": [
        {"target_group": "youth", "focal": "yes", "faces": "mental;financial"},
        {"target_group": "newcomers", "focal": "yes", "faces": "language"},
    ],
    "plans": [{"plan": "City plan", "year": "2019", "links_to": "vision", "note": "six years"}],
    "principles": [{"principle": "open", "text": "Anybody can walk in", "date": "2022"}],
    "visions": [
        {"version": "1", "part": "why", "text": "Learning is for all", "date": "2021-05"},
        {"version": "2", "part": "why", "text": "Learning is of all", "date": "2023-02"},
    ],
    "programmes": [
        {"programme": "ESF", "call": "545", "funder": "Europa WSE", "funder_phase": "66",
         "rules": "local government;schools", "cofinancing": 0.5, "awarded": "2024-01-15",
         "start": "2024-01-15", "end": "2025-12-31"},
    ],
    "forms": [
        {"form": "learning network", "start": "2021", "end": "2022"},
        {"form": "organisation network", "start": "2023", "end": "..", "sovereignty": 4,
         "user_value": 4, "declared_by": "city"},
    ],
    "maturity": [
        {"date": "2024-06", "period": "forming", "phase": "2", "maturity": 0.3,
         "client_satisfaction": 0.6, "rater": "city"},
    ],
    "indicators": [
        {"indicator": "participation in learning", "value": 8.2, "year": "2023", "place": "Flanders",
         "source": "made up"},
    ],
    "results": [
        {"result": "learning paths", "name": "Paths", "customisation": 4, "rater": "city",
         "date": "2024"},
    ],
    "questions": [{"question": "what works?", "part": "partnership"}],
    "coalition": [
        {"name": "Example", "programme": "ESF", "objective": "learning for all", "place": "Nowhere",
         "declared_stage": "2", "stage_date": "2024-10", "stage_by": "city",
         "observed_from": "2021-01-01", "observed_until": "2024-12-31", "language": "en",
         "network_type": "goal_directed", "drivers": "complexity", "status": "provisional"},
    ],
}  # fmt: skip


@cache
def example(*, without=()):
    """Give the coalition, but for some of its tables."""
    tables = {name: rows for name, rows in OTHERS.items() if name not in without}
    return leco.Coalition.from_frames(PARTNERS, None if "ties" in without else TIES, **tables)
