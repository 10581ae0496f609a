/**
 * What each identity of permissions.yaml may call, and a choice of what it may not: `CALL bucket/key`. Every action of
 * every level of access to a bucket or a state is among the allowed ones, by each API call that it serves; but for
 * DeleteObjects, which the emulator takes for a call to the bucket where AWS asks for each object, and for lists under a
 * prefix, which it refuses. It lets everybody call ECR, SSM and Secrets Manager: nothing could be shown by them.
 */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  lister: ["ListObjectsV2 acme-data", "ListObjects acme-data", "HeadBucket acme-data"],
  reader: [
    "GetObject acme-data/a/x",
    "HeadObject acme-data/a/x",
    "GetObject acme-data/a/b/x",
    "HeadObject acme-data/a/b/x",
  ],
  writer: [
    "PutObject acme-data/w/x",
    "CreateMultipartUpload acme-data/w/x",
    "UploadPart acme-data/w/x",
    "CompleteMultipartUpload acme-data/w/x",
    "AbortMultipartUpload acme-data/w/x",
    "DeleteObject acme-data/w/x",
    "PutObject acme-data/w/deep/x",
  ],
  both: [
    "GetObject acme-data/rw/x",
    "HeadObject acme-data/rw/x",
    "PutObject acme-data/rw/x",
    "CopyObject acme-data/rw/x",
    "CreateMultipartUpload acme-data/rw/x",
    "UploadPart acme-data/rw/x",
    "CompleteMultipartUpload acme-data/rw/x",
    "AbortMultipartUpload acme-data/rw/x",
    "DeleteObject acme-data/rw/x",
  ],
  whole: [
    "GetObject acme-data/x",
    "GetObject acme-data/a/x",
    "HeadObject acme-data/x",
    "PutObject acme-data/x",
    "CopyObject acme-data/x",
    "CreateMultipartUpload acme-data/x",
    "UploadPart acme-data/x",
    "CompleteMultipartUpload acme-data/x",
    "AbortMultipartUpload acme-data/x",
    "DeleteObject acme-data/x",
  ],
  sealed: [
    "PutObject acme-sealed/x",
    "GetObject acme-sealed/x",
    "HeadObject acme-sealed/x",
    "DeleteObject acme-sealed/x",
  ],
  tagger: ["PutObjectTagging acme-data/t/x", "GetObjectTagging acme-data/t/x"],
  stater: [
    "GetObject acme-data/s/a.tfstate",
    "PutObject acme-data/s/a.tfstate",
    "GetObject acme-data/s/a.tfstate.tflock",
    "PutObject acme-data/s/a.tfstate.tflock",
    "DeleteObject acme-data/s/a.tfstate.tflock",
  ],
  reading: ["GetObject acme-data/s/a.tfstate"],
  manager: ["PutObject acme-cache/docs/x", "GetObject acme-cache/docs/x", "HeadObject acme-cache/docs/x"],
};

export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  build: ["ListObjectsV2 acme-data", "GetObject acme-data/x", "PutObject acme-data/x", "ListRoles", "ListBuckets"],
  lister: ["GetObject acme-data/x", "PutObject acme-data/x", "DeleteObject acme-data/x", "ListObjectsV2 acme-sealed"],
  reader: [
    "GetObject acme-data/x",
    "GetObject acme-data/ab/x",
    "GetObject acme-sealed/a/x",
    "PutObject acme-data/a/x",
    "DeleteObject acme-data/a/x",
    "ListObjectsV2 acme-data",
    "GetObjectTagging acme-data/a/x",
  ],
  writer: [
    "GetObject acme-data/w/x",
    "PutObject acme-data/x",
    "PutObject acme-data/a/w/x",
    "PutObject acme-sealed/w/x",
    "CreateMultipartUpload acme-data/x",
    "DeleteObject acme-data/a/x",
    "PutObjectTagging acme-data/w/x",
    "ListObjectsV2 acme-data",
    "DeleteBucket acme-data",
  ],
  both: [
    "GetObject acme-data/x",
    "PutObject acme-data/x",
    "DeleteObject acme-data/w/x",
    "ListObjectsV2 acme-data",
    "PutBucketPolicy acme-data",
  ],
  whole: ["ListObjectsV2 acme-data", "GetObject acme-sealed/x", "DeleteBucket acme-data", "PutBucketPolicy acme-data"],
  sealed: ["GetObject acme-data/x", "PutObject acme-data/x", "Decrypt", "ListObjectsV2 acme-sealed"],
  tagger: ["GetObject acme-data/t/x", "PutObject acme-data/t/x", "PutObjectTagging acme-data/x"],
  stater: ["DeleteObject acme-data/s/a.tfstate", "GetObject acme-data/s/b.tfstate", "PutObject acme-data/s/x"],
  reading: ["PutObject acme-data/s/a.tfstate", "PutObject acme-data/s/a.tfstate.tflock"],
  manager: [
    "GetObject acme-cache/web/x",
    "PutObject acme-cache/x",
    "DeleteObject acme-cache/docs/x",
    "ListObjectsV2 acme-cache",
    "ListRoles",
  ],
};
