/* Checksums under the names that Python's hashlib gives them. */
#pragma once

#include <glib.h>

typedef enum {
    WF_DIGEST_UNKNOWN,   /* nobody knows this name */
    WF_DIGEST_ELSEWHERE, /* hashlib does, this program does not */
    WF_DIGEST_MD5,
    WF_DIGEST_SHA1,
    WF_DIGEST_SHA224,
    WF_DIGEST_SHA256,
    WF_DIGEST_SHA384,
    WF_DIGEST_SHA512,
} WfDigest;

WfDigest wf_digest_find(const char *name);
/* @digest is one of those from MD5 on. */
char *wf_digest_hex(WfDigest digest, const char *bytes, gsize len);
