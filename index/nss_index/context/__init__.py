"""What is told of code to people and models: summaries. Stands on search, the graph and the views below them."""
