// cuDNN, which has an engine for every graph. An attribute has one element, all of whose bytes are 0.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { VERSION = 91300, BACKEND_DESCRIPTOR = 15 };

static int thing;

static int create(void **handle) {
    *handle = &thing;
    return 0;
}

size_t cudnnGetVersion(void) { return VERSION; }
const char *cudnnGetErrorString(int error) { return "an error of the stand-in"; }
void cudnnGetLastErrorString(char *message, size_t size) { *message = '\0'; }
int cudnnCreate(void **handle) { return create(handle); }
int cudnnBackendCreateDescriptor(int type, void **descriptor) { return create(descriptor); }
int cudnnCreateTensorDescriptor(void **descriptor) { return create(descriptor); }

int cudnnBackendGetAttribute(void *descriptor, int name, int type, int64_t requested, int64_t *count, void *elements) {
    if (count != NULL) *count = 1;
    // Descriptors are the caller's, and their content is nothing.
    if (elements != NULL && requested > 0 && type != BACKEND_DESCRIPTOR) memset(elements, 0, sizeof(int32_t));
    return 0;
}
