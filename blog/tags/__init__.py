"""Tags: topics. What is tagged belongs to the features that tag it."""
