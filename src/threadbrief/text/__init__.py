"""What Unicode and the web define of characters, once for all rooms."""
