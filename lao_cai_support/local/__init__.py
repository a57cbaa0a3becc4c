"""The house on one machine: database, broker, worker, clock and web server of a single checkout.

Called by `bin/run`, `bin/manage` and `bin/test`. It needs the standard library and the wheels of
requirements.txt, and knows nothing of Django or of the apps: it only starts programs, watches them and ends
them. Production does not use it (see docker-compose.yml and deploy/).
"""
