// The launcher.
