"""The names people give their tables and columns, in English and Dutch, in any case or order."""

import re
import unicodedata
from collections.abc import Iterable

from leco.schema.surrounding_headers import SPELL, SURROUNDING_COLUMNS, SURROUNDING_TABLES
from leco.schema.tables import ROWS

TABLES: dict[str, tuple[str, ...]] = {
    "partners": ("partners", "partnerlijst", "partner list", "organisaties", "organisations"),
    "ties": ("ties", "verbindingen", "relaties", "samenwerkingen", "samenwerking", "edges"),
    "activities": ("activities", "activiteiten", "events", "projecten", "werkgroepen"),
    "participations": ("participations", "deelnames", "deelname", "deelnemers", "participation"),
    "memberships": ("memberships", "lidmaatschappen", "lidmaatschap", "membership"),
    "respondents": ("respondents", "respondenten"),
    "needs": ("needs", "noden", "behoeften"),
    "ratings": ("ratings", "beoordelingen", "scores"),
    "affiliations": ("affiliations", "affiliaties", "petten", "functies"),
    **SURROUNDING_TABLES,
    "coalition": ("coalition", "coalitie"),
}

_ACTIVITY = ("activiteit", "event", "project", "werkgroep", "meeting", "overleg")

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "partners": {
        "id": ("partner", "partner id", "code", "organisatie", "organisation", "organization"),
        "name": ("naam", "partnernaam", "label", "naam organisatie"),
        "entity": ("entiteit", "organisatie of persoon"),
        "sector": ("sectoren", "sectors"),
        "tier": ("kring", "kern of breed", "kern", "soort partner"),
        "joined": ("toegetreden", "toetreding", "lid sinds", "instap", "start", *SPELL["start"]),
        "left": (
            "uitgetreden",
            "uittreding",
            "vertrokken",
            "lid tot",
            "uitstap",
            "end",
            *SPELL["end"],
        ),
        "join_reason": ("reden toetreding", "reden instap"),
        "leave_reason": ("reden uittreding", "reden vertrek", "reden uitstap"),
        "parent": ("moederorganisatie", "onderdeel van", "part of"),
        "site": ("locatie", "plek"),
        "offers": ("aanbod", "biedt aan", "biedt", "competencies", "competenties"),
        "target_groups": ("doelgroepen", "doelgroep", "target group"),
        "motives": ("motieven", "motief", "motive"),
        "capacity": ("capaciteit",),
        "legal_independent": ("juridisch zelfstandig",),
        "core_activities": ("kernactiviteiten",),
        "sourced_from_network": ("uit het netwerk gehaald",),
    },
    "ties": {
        "source": ("van", "from", "bron", "partner 1", "partner a"),
        "target": ("naar", "to", "doel", "met", "partner 2", "partner b"),
        "kind": ("soort", "soort samenwerking", "soort verbinding", "type", "relatie"),
        "domain": ("domein",),
        "weight": ("gewicht", "sterkte", "strength"),
        **SPELL,
        "wave": ("meetmoment", "golf", "ronde", "meting", "jaar", "year"),
        "directed": ("gericht",),
        "reported_by": ("gemeld door", "opgegeven door", "respondent"),
        "activity": _ACTIVITY,
        "verb": ("verbinden of delen",),
        "agreement": ("overeenkomst",),
        "governance_body": ("bestuursorgaan",),
    },
    "activities": {
        "activity": (*_ACTIVITY, "id", "code"),
        "name": ("naam",),
        "kind": ("soort activiteit",),
        "status": ("stand",),
        "needs": ("noden", "behoeften"),
        "own_capacity": ("eigen capaciteit",),
        "domain": ("domein",),
        **SPELL,
    },
    "participations": {
        "partner": ("organisatie", "organisation", "deelnemer", "lid"),
        "activity": _ACTIVITY,
        "role": ("rol",),
        **SPELL,
    },
    "memberships": {
        "partner": ("organisatie", "organisation", "lid"),
        "tier": ("kring", "kern of breed", "soort partner"),
        **SPELL,
    },
    "respondents": {
        "wave": ("meetmoment", "golf", "ronde", "meting"),
        "partner": ("organisatie", "organisation", "respondent"),
        "answered": ("geantwoord", "beantwoord", "antwoord"),
    },
    "needs": {
        "need": ("nood", "behoefte"),
        "weight": ("gewicht", "belang"),
        "providers_wanted": ("gewenste aanbieders", "aanbieders gewenst"),
        "result": ("resultaat",),
    },
    "ratings": {
        "item": ("stelling", "vraag"),
        "rater": ("beoordelaar", "ingevuld door"),
        "subject": ("onderwerp", "over wie"),
        "score": ("antwoord", "cijfer"),
        "date": ("datum",),
    },
    "affiliations": {
        "person": ("persoon",),
        "organisation": ("organisatie", "organization"),
        "role": ("rol", "functie"),
        **SPELL,
    },
    **SURROUNDING_COLUMNS,
    "coalition": {
        "name": ("naam", "coalitie"),
        "programme": ("programma", "program"),
        "objective": ("doelstelling", "doel"),
        "place": ("plaats",),
        "declared_stage": ("stage", "declared stage", "stadium", "fase"),
        "observed_from": ("waargenomen van", "waargenomen vanaf", "observatie van"),
        "observed_until": ("waargenomen tot", "observatie tot"),
        "language": ("taal",),
        "ties_from": ("verbindingen uit",),
        "stage_date": ("datum stadium",),
        "stage_by": ("stadium volgens",),
        "network_type": ("soort netwerk",),
        "drivers": ("drijfveren",),
        "status": ("stand",),
    },
}


# The columns that tell which table a file without a name is, in the order they are looked for.
_TELLING = (
    ("ties", {"source", "target"}),
    ("participations", {"partner", "activity"}),
    ("partners", {"id"}),
    ("partners", {"name"}),
)


def fold(words: str) -> str:
    """Reduce words to what matters: no case, accents, underscores, hyphens or double spaces.

    >>> fold(" Rol_van de  Coördinator ")
    'rol van de coordinator'
    """
    plain = unicodedata.normalize("NFKD", words.replace("\ufeff", ""))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\s_\-]+", " ", plain).strip().casefold()


# What is said of a table in English only, or in both languages alike; the rest is Dutch.
_ENGLISH = {
    "partner list",
    "organisations",
    "ties",
    "edges",
    "activities",
    "participations",
    "participation",
    "memberships",
    "membership",
    "respondents",
    "needs",
    "ratings",
    "affiliations",
    "coalition",
    "admissions",
    "phases",
    "contributions",
    "sites",
    "site links",
    "supports",
    "contexts",
    "learning contexts",
    "target groups",
    "plans",
    "policy plans",
    "principles",
    "visions",
    "vision",
    "programmes",
    "programs",
    "calls",
    "forms",
    "forms of cooperation",
    "maturity",
    "life cycle",
    "indicators",
    "results",
    "questions",
}
_BOTH = {"partners", "events", "scores"}


def spoken(titles: Iterable[str]) -> str | None:
    """Tell the language of the titles of sheets or files; None when they do not tell.

    >>> spoken(["Partners", "Verbindingen"]), spoken(["ties"]), spoken(["partners", "x"])
    ('nl', 'en', None)
    """
    folded = {fold(title) for title in titles}
    if folded & ({name for names in TABLES.values() for name in names} - _ENGLISH - _BOTH):
        return "nl"
    return "en" if folded & _ENGLISH else None


def table_name(name: str) -> str:
    """Give the table a sheet or file name means; a name leco does not know stays itself.

    >>> table_name("Verbindingen"), table_name("sites")
    ('ties', 'sites')
    """
    folded = fold(name)
    return next((table for table, names in TABLES.items() if folded in names), name)


def column_names(table: str, headers: Iterable[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Map the headers of a table to leco's columns.

    Returns the mapping (headers that leco does not know map to themselves) and the columns that
    two headers claim at once, with those headers.

    >>> column_names("ties", ["Van", "Naar", "Opmerking"])
    ({'Van': 'source', 'Naar': 'target', 'Opmerking': 'Opmerking'}, {})
    """
    given = list(headers)
    synonyms = COLUMNS[table]
    claims: dict[str, list[str]] = {}
    for header in given:
        folded = fold(header)
        for column, names in synonyms.items():
            if folded == column.replace("_", " ") or folded in names:
                claims.setdefault(column, []).append(header)
    mapping = {header: header for header in given}
    clashes: dict[str, list[str]] = {}
    for column, claimed in claims.items():
        exact = [header for header in claimed if fold(header) == column.replace("_", " ")]
        chosen = exact or claimed
        if len(chosen) > 1:
            clashes[column] = chosen
        # A header may mean two columns (a partner's "organisatie"); the first free one takes it.
        if mapping[chosen[0]] == chosen[0]:
            mapping[chosen[0]] = column
    return mapping, clashes


def recognised(table: str, headers: Iterable[str]) -> int:
    """Count how many of these headers are columns of the table."""
    mapping, _ = column_names(table, headers)
    return sum(column in ROWS[table].model_fields for column in mapping.values())


def likely_table(headers: Iterable[str]) -> str | None:
    """Tell which table has such headers: ties when both ends are there, else partners.

    >>> likely_table(["from", "to"]), likely_table(["id", "sector"]), likely_table(["x"])
    ('ties', 'partners', None)
    """
    given = list(headers)
    for table, telling in _TELLING:
        mapping, _ = column_names(table, given)
        if telling <= set(mapping.values()):
            return table
    return None
