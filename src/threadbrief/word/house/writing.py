"""stub"""
def write_in_house(document, template, house, source): raise NotImplementedError
