// Runs before each test file. Kept small: what a test needs, it asks for (`useDatabase`, factories).
process.env.TZ ??= 'UTC';
