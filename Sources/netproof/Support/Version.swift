/// The program's semantic version: `--version`, the run record, the user agent.
let netproofVersion = "0.1.0"
