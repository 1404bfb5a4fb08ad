"""What does the clinic say?"""
