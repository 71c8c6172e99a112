/* Guest calls: what a slow path hands to the loop, see outcome.h. */
#include "outcome.h"
#include <assert.h>

VmOutcome
vm_guest_call_set(VmGuestCall *call, PyObject *callable, int n, PyObject *const *arguments)
{
    assert(call->callable == NULL && n <= VM_GUEST_CALL_ARGUMENTS);
    call->callable = Py_NewRef(callable);
    for (int i = 0; i < n; i++) {
        call->arguments[i] = Py_NewRef(arguments[i]);
    }
    call->count = n;
    return VM_GUEST;
}

void
vm_guest_call_clear(VmGuestCall *call)
{
    for (int i = 0; i < call->count; i++) {
        Py_CLEAR(call->arguments[i]);
    }
    call->count = 0;
    Py_CLEAR(call->callable);
    Py_CLEAR(call->question);
}
