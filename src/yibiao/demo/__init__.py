"""The main job, end to end, on real forms and a made-up community."""
