import Testing
import Routing
