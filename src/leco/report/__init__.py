"""One offline HTML file about one or more coalitions, in Dutch or English."""

from leco.report.build import write_report as write_report
