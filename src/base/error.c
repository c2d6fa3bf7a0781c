/* What an errno means for whoever asked, and errors that say so. */
#include <weft/error.h>

#include <errno.h>
#include <stdarg.h>

G_DEFINE_QUARK(wf - error - quark, wf_error)

static WfErrorCode code_of_errno(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return WF_ERROR_NOT_FOUND;
    case EEXIST:
        return WF_ERROR_EXISTS;
    case EFBIG:
    case ENOMEM:
        return WF_ERROR_LIMIT;
    default:
        return WF_ERROR_IO;
    }
}

void wf_error_set_errno(GError **error, int number, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);

    /* glibc writes "No such file or directory"; in the middle of a sentence it is "no such". An
     * abbreviation ("RPC ...") keeps its capitals. */
    g_autofree char *why = g_strdup(g_strerror(number));
    if (g_ascii_isupper(why[0]) && !g_ascii_isupper(why[1]))
        why[0] = g_ascii_tolower(why[0]);
    g_set_error(error, WF_ERROR, code_of_errno(number), "%s: %s", what, why);
}
