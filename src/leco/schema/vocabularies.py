"""The words that cells may hold, in English and Dutch, and the codes that leco computes with.

Closed only where a word that leco does not know would spoil a number (entity, tier, direction);
elsewhere such a word is kept as it is.
"""

import re
from collections.abc import Mapping

Vocabulary = Mapping[str, tuple[str, ...]]

ENTITIES = {
    "organisation": ("organisation", "organization", "organisatie", "org"),
    "person": ("person", "persoon", "individual", "individu"),
}
TIERS = {
    "core": ("core", "core partner", "kern", "kernpartner", "kernpartners"),
    "broad": ("broad", "broad partner", "breed", "brede partner", "partner", "periphery"),
    "candidate": ("candidate", "kandidaat"),
    "former": ("former", "former partner", "voormalig", "voormalige partner", "ex-partner"),
}
KINDS = {
    "information": ("information", "informatie"),
    "resources": ("resources", "middelen", "hulpbronnen"),
    "activities": ("activities", "activiteiten"),
    "competencies": ("competencies", "competenties"),
    "trust": ("trust", "vertrouwen"),
    "referral": ("referral", "doorverwijzing"),
    "governance": ("governance", "bestuur"),
    "other": ("other", "overig", "andere"),
}
DIRECTIONS = {
    "given": ("given", "gives", "gegeven", "geeft", "inbreng"),
    "received": ("received", "gets", "ontvangen", "krijgt", "ontvangst"),
}
MODES = {
    "weighted": ("weighted", "some weigh more", "gewogen", "sommige wegen zwaarder"),
    "consensus": ("consensus", "by consensus", "in consensus"),
    "consultation": ("consultation", "consulted", "consultatie", "raadpleging", "overleg"),
    "autonomous": ("autonomous", "autonoom", "zelfstandig"),
    "imposed": ("imposed", "opgelegd"),
}
OUTCOMES = {
    "admitted": ("admitted", "yes", "joined", "toegelaten", "ja", "toegetreden"),
    "refused": ("refused", "no", "geweigerd", "nee", "neen"),
    "declined": ("declined", "bedankt", "haakte af", "afgehaakt"),
}
CRITERIA = {
    "call": ("call", "prescribed by the call", "oproep", "voorgeschreven door de oproep"),
    "known": ("known", "already known", "gekend", "bekend", "reeds gekend"),
    "site": ("site", "on the site", "locatie", "plek", "op de site"),
    "vision": ("vision", "shared vision", "visie", "gedeelde visie", "motief", "nood"),
    "concept": ("concept", "gets the concept", "begrijpt het concept", "snapt het concept"),
    "value": ("value", "adds value", "meerwaarde", "toegevoegde waarde"),
    "capacity": ("capacity", "has capacity", "capaciteit", "draagkracht"),
}
MOTIVES = {
    "learning": ("learning", "learn from partners", "leren", "leren van partners"),
    "impact": ("impact", "greater impact", "meer impact", "grotere impact"),
    "local": ("local", "local partnership", "lokaal", "lokaal partnerschap"),
    "mission": ("mission", "personal conviction", "missie", "persoonlijke overtuiging"),
    "groups": ("groups", "new target groups", "doelgroepen", "nieuwe doelgroepen"),
    "resources": ("resources", "middelen", "infrastructuur", "materiaal"),
    "subsidy": ("subsidy", "funding", "subsidie", "subsidies", "financiering"),
}
REASONS = {
    "experiment": ("experiment", "experiments", "experimenten", "proefproject"),
    "governance": ("governance", "bestuur"),
    "site": ("site", "site infrastructure", "site en infrastructuur", "infrastructuur", "locatie"),
    "vision_fit": ("vision fit", "vision", "visie", "past bij de visie"),
    "funding": ("funding", "financiering", "subsidie"),
    "capacity": ("capacity", "capaciteit", "draagkracht"),
    "other": ("other", "andere", "overig"),
}
FORMS = {
    "learning_network": ("learning network", "lerend netwerk", "leernetwerk"),
    "advocacy": ("advocacy", "interest advocacy", "belangenbehartiging"),
    "coordination": ("coordination", "afstemming", "coordinatie", "coördinatie"),
    "organisation_network": ("organisation network", "organisatienetwerk"),
    "shared_service": ("shared service", "shared service centre", "ssc"),
    "cooperative": ("cooperative", "cooperatie", "coöperatie", "coöperatieve"),
    "contracts": ("contracts", "contract", "contracten"),
    "association": ("association", "association of independent organisations", "vereniging"),
    "independent": ("independent", "independent organisation", "zelfstandige organisatie"),
    "merger": ("merger", "acquisition", "fusie", "overname"),
}
CONTEXTS = {
    "formal": ("formal", "formeel"),
    "non_formal": ("non formal", "non-formal", "niet formeel", "niet-formeel", "non-formeel"),
    "real_life": ("real life", "real-life", "levensecht", "dagelijks leven"),
}
THRESHOLDS = {
    "financial": ("financial", "financieel", "financiële", "financiele"),
    "material": ("material", "materieel", "materiële", "materiele"),
    "mental": ("mental", "mentaal", "mentale"),
    "mobility": ("mobility", "mobiliteit", "vervoer"),
    "information": ("information", "informatie"),
    "language": ("language", "taal"),
    "other": ("other", "andere", "overig"),
}
PROGRESS = {
    "planned": ("planned", "gepland"),
    "running": ("running", "ongoing", "lopend", "bezig"),
    "evaluated": ("evaluated", "geëvalueerd", "geevalueerd"),
    "repeated": ("repeated", "herhaald"),
    "stopped": ("stopped", "gestopt", "stopgezet"),
}
EXPERIMENTS = ("experiment", "experiments", "experimenten", "proef", "proefproject")


def chosen(vocabulary: Vocabulary, text: str) -> str | None:
    """Give the code that a text means, in any case; None when it means none.

    >>> chosen(MODES, "Opgelegd"), chosen(REASONS, "vision_fit"), chosen(TIERS, "x")
    ('imposed', 'vision_fit', None)
    """
    folded = re.sub(r"\s+", " ", text.strip().casefold().replace("_", " "))
    return next((code for code, said in vocabulary.items() if folded in said), None)


def code_of(vocabulary: Vocabulary, text: str) -> str:
    """Give the code that a text means; a word that leco does not know stays as it is.

    >>> code_of(MOTIVES, "meer impact"), code_of(MOTIVES, "gezelligheid")
    ('impact', 'gezelligheid')
    """
    return chosen(vocabulary, text) or text.strip()
