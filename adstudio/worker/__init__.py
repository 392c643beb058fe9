"""The process that runs the user's code and the engines, and the client that talks to it. Neither knows of Qt."""
