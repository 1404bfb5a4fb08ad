"""What is wrong with what the clinic says?"""
