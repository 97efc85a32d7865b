import ArgumentParser
import Conformance
import Lab

extension Scenario: ExpressibleByArgument {}
extension LabFault: ExpressibleByArgument {}
