"""How does content come in from elsewhere, and go out again?"""
