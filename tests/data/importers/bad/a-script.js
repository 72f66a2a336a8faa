window.nothing = [1]
