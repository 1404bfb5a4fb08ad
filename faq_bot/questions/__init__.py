"""What did people ask, and what became of it?"""
