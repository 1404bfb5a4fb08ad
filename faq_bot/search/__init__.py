"""Which passages match the words?"""
