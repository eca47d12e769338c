// The CUDA runtime with one device, whose memory is the host's. Everything is done when a function returns, so streams and events need no
// content. Signatures are those of CUDA 13.
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_TO_DEVICE = 1, DEVICE_TO_HOST = 2 };
enum { VERSION = 13010, MAJOR = 9, MINOR = 0, PROCESSORS = 100, THREADS = 1024, SHARED_MEMORY = 227 << 10 };

static atomic_llong up, down, kernels, graphs;
static int thing;

// What was copied to the device and from it since the last call, in bytes.
void standin_take_copied(long long *to_device, long long *from_device) {
    *to_device = atomic_exchange(&up, 0);
    *from_device = atomic_exchange(&down, 0);
}

// The kernels and the captured graphs that were launched since the last call.
void standin_take_launched(long long *single_kernels, long long *captured_graphs) {
    *single_kernels = atomic_exchange(&kernels, 0);
    *captured_graphs = atomic_exchange(&graphs, 0);
}

static int copy(void *to, const void *from, size_t bytes, int kind) {
    if (kind == HOST_TO_DEVICE) atomic_fetch_add(&up, (long long)bytes);
    if (kind == DEVICE_TO_HOST) atomic_fetch_add(&down, (long long)bytes);
    memmove(to, from, bytes);
    return 0;
}

static int allocate(void **memory, size_t bytes) {
    *memory = aligned_alloc(256, (bytes + 511) / 256 * 256);
    return *memory == NULL ? 2 : 0;
}

static int release(void *memory) {
    free(memory);
    return 0;
}

static int create(void **handle) {
    *handle = &thing;
    return 0;
}

static int set(int *value, int to) {
    *value = to;
    return 0;
}

int cudaMalloc(void **memory, size_t bytes) { return allocate(memory, bytes); }
int cudaMallocHost(void **memory, size_t bytes) { return allocate(memory, bytes); }
int cudaHostAlloc(void **memory, size_t bytes, unsigned flags) { return allocate(memory, bytes); }
int cudaMallocFromPoolAsync(void **memory, size_t bytes, void *pool, void *stream) { return allocate(memory, bytes); }
int cudaFree(void *memory) { return release(memory); }
int cudaFreeHost(void *memory) { return release(memory); }
int cudaFreeAsync(void *memory, void *stream) { return release(memory); }

int cudaMemcpy(void *to, const void *from, size_t bytes, int kind) { return copy(to, from, bytes, kind); }
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) { return copy(to, from, bytes, kind); }

// A kernel's variable, such as the shared memory that it needs.
int cudaMemcpyFromSymbol(void *to, const void *symbol, size_t bytes, size_t offset, int kind) {
    memset(to, 0, bytes);
    return 0;
}

int cudaMemset(void *memory, int value, size_t bytes) {
    memset(memory, value, bytes);
    return 0;
}

int cudaMemsetAsync(void *memory, int value, size_t bytes, void *stream) { return cudaMemset(memory, value, bytes); }

int cudaMemGetInfo(size_t *unused, size_t *total) {
    *unused = *total = (size_t)16 << 30;
    return 0;
}

int cudaStreamCreate(void **stream) { return create(stream); }
int cudaStreamCreateWithFlags(void **stream, unsigned flags) { return create(stream); }
int cudaStreamIsCapturing(void *stream, int *status) { return set(status, 0); }
int cudaEventCreate(void **event) { return create(event); }
int cudaEventCreateWithFlags(void **event, unsigned flags) { return create(event); }
int cudaMemPoolCreate(void **pool, const void *properties) { return create(pool); }
int cudaLibraryLoadData(void **library, const void *code) { return create(library); }
int cudaLibraryGetKernel(void **kernel, void *library, const char *name) { return create(kernel); }
int __cudaGetKernel(void **kernel, const void *function) { return create(kernel); }
void **__cudaRegisterFatBinary(void *binary) { return calloc(1, sizeof(void *)); }

struct grid {
    unsigned x, y, z;
};

static int count(atomic_llong *launches) {
    atomic_fetch_add(launches, 1);
    return 0;
}

int cudaLaunchKernel(const void *kernel, struct grid blocks, struct grid threads, void **arguments, size_t shared, void *stream) {
    return count(&kernels);
}

int __cudaLaunchKernel(void *kernel, struct grid blocks, struct grid threads, void **arguments, size_t shared, void *stream) {
    return count(&kernels);
}

int cudaLaunchKernelExC(const void *configuration, const void *kernel, void **arguments) { return count(&kernels); }

int cudaStreamEndCapture(void *stream, void **graph) { return create(graph); }
int cudaGraphInstantiate(void **executable, void *graph, unsigned long long flags) { return create(executable); }
int cudaGraphLaunch(void *executable, void *stream) { return count(&graphs); }

int cudaGetDeviceCount(int *count) { return set(count, 1); }
int cudaGetDevice(int *device) { return set(device, 0); }
int cudaDriverGetVersion(int *version) { return set(version, VERSION); }
int cudaRuntimeGetVersion(int *version) { return set(version, VERSION); }
int cudaDeviceGetAttribute(int *value, int attribute, int device) {
    switch (attribute) {
        case 16: return set(value, PROCESSORS);
        case 75: return set(value, MAJOR);
        case 76: return set(value, MINOR);
        case 97: return set(value, SHARED_MEMORY);
        default: return set(value, THREADS);
    }
}

int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *kernel, int size, size_t shared, unsigned flags) {
    return set(blocks, 1);
}

// The first members of cudaDeviceProp; the others are 0.
struct properties {
    char name[256];
    char ids[28];
    size_t memory, shared_memory;
    int registers, warp;
    size_t pitch;
    int threads, block[3], grid[3];
    size_t constants;
    int major, minor;
    size_t alignment[2];
    int processors;
};

int cudaGetDeviceProperties(struct properties *device, int number) {
    *device = (struct properties){
        .name = "stand-in", .memory = (size_t)16 << 30, .shared_memory = 48 << 10, .registers = 65536, .warp = 32,
        .threads = THREADS, .block = {THREADS, THREADS, 64}, .grid = {INT32_MAX, 65535, 65535},
        .major = MAJOR, .minor = MINOR, .processors = PROCESSORS,
    };
    return 0;
}

const char *cudaGetErrorName(int error) { return "an error of the stand-in"; }
const char *cudaGetErrorString(int error) { return "an error of the stand-in"; }
