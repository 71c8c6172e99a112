# Variables pass through functions that do not use them.
def a(x):
    def b(y):
        def c(z):
            def d(w):
                nonlocal x, z
                x += suspend(1)
                z *= 2
                return x, y, z, w

            return d, lambda: z

        return c, lambda: x

    return b


b = a(1)
c, get_x = b("y")
d, get_z = c(10)
print(d("w"), d("w2"), get_x(), get_z())
d2, get_z2 = c(7)
print(d2("v"), get_x(), get_z(), get_z2())


def through():
    secret = suspend("deep")

    class Between:
        class Inner:
            def tell(self):
                return secret

        reveal = lambda self: secret

    return Between


Between = through()
print(Between.Inner().tell(), Between().reveal())
