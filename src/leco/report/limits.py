"""What the report cannot say."""

from leco.report.material import Material
from leco.report.page import Section


def limits(material: Material) -> Section:
    """Say what structure, dates, answers and a single look leave open."""
    coalitions = material.coalitions
    said = [material.say("missing.lead")]
    unknown = [name for name, one in coalitions.items() if not one.ties_known]
    if unknown:
        said.append(material.say("missing.ties", names=", ".join(unknown)))
    if material.large:
        said.append(material.say("missing.large", names=", ".join(sorted(material.large))))
    said += [material.say("missing.cause"), material.say("missing.sure")]
    return Section("missing", material.say("missing.heading"), tuple(said))
