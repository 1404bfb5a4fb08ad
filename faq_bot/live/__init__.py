"""How does it stay true while content changes?"""
