import ArgumentParser
import Conformance
import Lab
import Reports

extension Scenario: ExpressibleByArgument {}
extension LabFault: ExpressibleByArgument {}
extension LabCilium: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
