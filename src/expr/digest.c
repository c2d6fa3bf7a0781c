/* GLib has all the usual checksums but SHA-224, which is SHA-256 from other
 * initial values, cut to 28 bytes (FIPS 180-4, sections 5.3.2 and 6.3). */
#include "digest.h"

#include <string.h>

static const struct {
    const char *name;
    WfDigest digest;
} names[] = {
    {"md5", WF_DIGEST_MD5},
    {"sha1", WF_DIGEST_SHA1},
    {"sha224", WF_DIGEST_SHA224},
    {"sha256", WF_DIGEST_SHA256},
    {"sha384", WF_DIGEST_SHA384},
    {"sha512", WF_DIGEST_SHA512},
    {"blake2b", WF_DIGEST_ELSEWHERE},
    {"blake2s", WF_DIGEST_ELSEWHERE},
    {"md5-sha1", WF_DIGEST_ELSEWHERE},
    {"ripemd160", WF_DIGEST_ELSEWHERE},
    {"sha3_224", WF_DIGEST_ELSEWHERE},
    {"sha3_256", WF_DIGEST_ELSEWHERE},
    {"sha3_384", WF_DIGEST_ELSEWHERE},
    {"sha3_512", WF_DIGEST_ELSEWHERE},
    {"sha512_224", WF_DIGEST_ELSEWHERE},
    {"sha512_256", WF_DIGEST_ELSEWHERE},
    {"sm3", WF_DIGEST_ELSEWHERE},
};

WfDigest wf_digest_find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_ascii_strcasecmp(name, names[i].name) == 0)
            return names[i].digest;
    }
    return WF_DIGEST_UNKNOWN;
}

static const guint32 sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static guint32 rotate(guint32 x, int n)
{
    return x >> n | x << (32 - n);
}

static void sha256_block(guint32 state[8], const guint8 *block)
{
    guint32 w[64], s[8];

    for (int i = 0; i < 16; i++)
        w[i] = (guint32)block[4 * i] << 24 | (guint32)block[4 * i + 1] << 16 |
               (guint32)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        guint32 a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] +
               (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        guint32 t1 = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
                     ((s[4] & s[5]) ^ (~s[4] & s[6])) + sha256_k[i] + w[i];
        guint32 t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
                     ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += t1;
        s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

static char *sha224_hex(const char *bytes, gsize len)
{
    guint32 state[8] = {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
                        0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
    guint8 tail[128] = {0};
    gsize rest = len % 64, tail_len = rest < 56 ? 64 : 128;

    for (gsize i = 0; i + 64 <= len; i += 64)
        sha256_block(state, (const guint8 *)bytes + i);
    memcpy(tail, bytes + (len - rest), rest);
    tail[rest] = 0x80;
    for (int i = 0; i < 8; i++)
        tail[tail_len - 1 - (gsize)i] = (guint8)((guint64)len * 8 >> (8 * i));
    for (gsize i = 0; i < tail_len; i += 64)
        sha256_block(state, tail + i);
    return g_strdup_printf("%08x%08x%08x%08x%08x%08x%08x", state[0], state[1], state[2], state[3],
                           state[4], state[5], state[6]);
}

char *wf_digest_hex(WfDigest digest, const char *bytes, gsize len)
{
    static const GChecksumType types[] = {
        [WF_DIGEST_MD5] = G_CHECKSUM_MD5,       [WF_DIGEST_SHA1] = G_CHECKSUM_SHA1,
        [WF_DIGEST_SHA256] = G_CHECKSUM_SHA256, [WF_DIGEST_SHA384] = G_CHECKSUM_SHA384,
        [WF_DIGEST_SHA512] = G_CHECKSUM_SHA512,
    };
    if (digest == WF_DIGEST_SHA224)
        return sha224_hex(bytes, len);
    return g_compute_checksum_for_data(types[digest], (const guint8 *)bytes, len);
}
