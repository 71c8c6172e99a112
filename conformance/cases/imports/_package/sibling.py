def sibling():
    return "sibling of " + __name__
