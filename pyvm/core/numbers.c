/* Boxes of ints and floats: start-up and the free lists. What the loop inlines is in numbers.h; operators on all other
 * operands are in operators.c. */
#include "numbers.h"

VmNumbers vm_numbers;

int
vm_number_setup(PyObject *module)
{
    for (int i = 0; i < VM_SMALL_INT_COUNT; i++) {
        if (vm_numbers.small[i] != NULL) {
            continue;
        }
        vm_numbers.small[i] = PyLong_FromLong(VM_SMALL_INT_MIN + i);
        if (vm_numbers.small[i] == NULL) {
            return -1;
        }
    }
    return 0;
}

/* Out of line: most releases do not free. Only boxes of one digit are kept, as every later value fits them. */
NOINLINE void
vm_number_free(PyObject *o)
{
    if (vm_is_float(o)) {
        if (vm_numbers.float_count < VM_BOX_LIMIT) {
            vm_numbers.floats[vm_numbers.float_count++] = o;
            return;
        }
    }
    else if (vm_is_int(o) && vm_int_digit_count(o) == 1) {
        if (vm_numbers.int_count < VM_BOX_LIMIT) {
            vm_numbers.ints[vm_numbers.int_count++] = o;
            return;
        }
    }
    _Py_Dealloc(o);
}
