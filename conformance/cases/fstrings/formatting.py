# Format specs, conversions, nesting, `=` and escapes in f-strings.
x = 3.14159
name = "pi"
width = 10
print(f"{name} is {x:.2f}, {x:10.3f}|{x:<10.3f}|{x:^+10.1f}|{x:e}")
print(f"{name!r} {name!s} {name!a} {'é'!a} {name!r:>6}")
print(f"{suspend(x):{suspend(width)}.{suspend(3)}} {name:*^{width}}")
print(f"{x=} {x = } {name=!s} {x=:.1f} {suspend(1) + 1 = }")
print(f"{{literal}} {'nested ' + f'{name}'} {{{name}}}")
print(f"{255:#x} {255:b} {255:08b} {1234567:,} {1234567:_} {0.5:.0%} {-5:+d} {5: d}")
print(f"{[1, 2]} {(1,)} { {1: 2} } {None} {True} {...}")
print(f"{'a' if suspend(0) else 'b'} {(lambda n: n * 2)(4)} {[i for i in range(3)]}")
print(f'''multi
line {name}''' f" joined {width}" " plain")
print(f"{name:{'>'}{width}}", f"{''}", f"", f"{x!r:{width}}")
