print("netproof")
