struct TextReport: ReportWriter { func write(_ report: Report, style: Style, to output: inout OutputBuffer) {} }
import Linting
