#include <gmodule.h>
#include <vips/vips.h>
#include <vips/vector.h>

#include <dlfcn.h>

// Hidden in the system's header without _GNU_SOURCE, which a module cannot define for it.
#ifndef __USE_GNU
typedef struct {
    const char *dli_fname;
    void *dli_fbase;
    const char *dli_sname;
    void *dli_saddr;
} Dl_info;
extern int dladdr(const void *, Dl_info *);
#endif

// libvips takes options as C's variable arguments, which Swift cannot give: one function for each call that
// is made. Each makes a new image, and returns 0 or, with vips_error_buffer() saying why, -1. What is not
// given is as libvips has it.

// `options` as "[n=-1]"; NULL where nothing can be made of it. The bytes have to stay where they are.
static inline VipsImage *image_load(const void *bytes, size_t length, const char *options) {
    return vips_image_new_from_buffer(bytes, length, options, NULL);
}

// `format` as ".webp[Q=80]"; the bytes are the caller's, and g_free's.
static inline int image_save(VipsImage *image, const char *format, void **bytes, size_t *length) {
    return vips_image_write_to_buffer(image, format, bytes, length, NULL);
}

// 16 bits lose the lower eight.
static inline int image_to_bytes(VipsImage *image, VipsImage **made) {
    return vips_cast_uchar(image, made, "shift", TRUE, NULL);
}

static inline int image_named(VipsImage *image, VipsImage **made, VipsInterpretation interpretation) {
    return vips_copy(image, made, "interpretation", interpretation, "xres", 1.0, "yres", 1.0, NULL);
}

static inline int image_to_srgb(VipsImage *image, VipsImage **made) {
    return vips_colourspace(image, made, VIPS_INTERPRETATION_sRGB, NULL);
}

// By the embedded profile.
static inline int image_transform_to_srgb(VipsImage *image, VipsImage **made) {
    return vips_icc_transform(
        image, made, "srgb", "embedded", TRUE, "black_point_compensation", TRUE, "depth", 8, NULL);
}

// By a mean of whole pixels first, where that leaves a factor of 1.5 to the finer filter: half as much work
// as libvips' factor of 2, and looks the same.
static inline int image_resize(VipsImage *image, VipsImage **made, double across, double down) {
    return vips_resize(image, made, across, "vscale", down, "gap", 1.5, NULL);
}

static inline int image_premultiply(VipsImage *image, VipsImage **made) {
    return vips_premultiply(image, made, NULL);
}

static inline int image_unpremultiply(VipsImage *image, VipsImage **made) {
    return vips_unpremultiply(image, made, NULL);
}

static inline int image_round(VipsImage *image, VipsImage **made) {
    return vips_rint(image, made, NULL);
}

static inline int image_turn_upright(VipsImage *image, VipsImage **made) {
    return vips_autorot(image, made, NULL);
}

static inline int image_take_rows(VipsImage *image, VipsImage **made, int first, int count) {
    return vips_crop(image, made, 0, first, image->Xsize, count, NULL);
}

static inline int image_take_bands(VipsImage *image, VipsImage **made, int first, int count) {
    return vips_extract_band(image, made, first, "n", count, NULL);
}

// The square of that side which draws most attention: skin, strong colours, edges.
static inline int image_take_square(VipsImage *image, VipsImage **made, int side) {
    return vips_smartcrop(image, made, side, side, "interesting", VIPS_INTERESTING_ATTENTION, NULL);
}

// Over white.
static inline int image_flatten(VipsImage *image, VipsImage **made) {
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    int result = vips_flatten(image, made, "background", background, NULL);
    vips_area_unref(VIPS_AREA(background));
    return result;
}

// Opaque.
static inline int image_add_alpha(VipsImage *image, VipsImage **made) {
    return vips_addalpha(image, made, NULL);
}
