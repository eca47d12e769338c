using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.S3;

/// <summary>Inline audio as objects of a bucket, one per operation.</summary>
internal sealed class S3AudioStore(IOptions<S3AudioOptions> options, StoreHealth health, TimeProvider time) : IAudioStore, IDisposable
{
    private readonly string _bucket = options.Value.Bucket!;
    private readonly string _prefix = options.Value.Prefix;
    private readonly Lazy<AmazonS3Client> _client = new(() => S3Client.Create(options.Value));

    /// <summary>The object appears whole or not at all. The signature covers the hash of the content.</summary>
    public async Task WriteAsync(string operationId, Stream content, CancellationToken cancel)
    {
        try
        {
            await _client.Value.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = KeyOf(operationId),
                    InputStream = content,
                    AutoCloseStream = false,
                    UseChunkEncoding = false,
                },
                cancel);
        }
        catch (Exception fault) when (S3Faults.IsStoreFault(fault))
        {
            throw health.Failed(fault);
        }
    }

    public async Task<Stream?> OpenReadAsync(string operationId, CancellationToken cancel)
    {
        try
        {
            var found = await S3Limit.AnswerAsync(
                token => _client.Value.GetObjectAsync(_bucket, KeyOf(operationId), token), cancel);
            return new S3Stream(found);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode == "NoSuchKey")
        {
            return null;
        }
        catch (Exception fault) when (S3Faults.IsStoreFault(fault))
        {
            throw S3Faults.Unreadable(fault);
        }
    }

    public async Task DeleteAsync(string operationId)
    {
        try
        {
            await S3Limit.AnswerAsync(
                token => _client.Value.DeleteObjectAsync(_bucket, KeyOf(operationId), token), CancellationToken.None);
        }
        catch (Exception fault) when (S3Faults.IsStoreFault(fault))
        {
            // An object that stays is removed by the sweep.
        }
    }

    /// <summary>Ages are the differences of this host's clock from S3's, which are far below an hour.</summary>
    public async Task<IReadOnlyList<string>> ListOlderThanAsync(TimeSpan age, CancellationToken cancel)
    {
        var before = (time.GetUtcNow() - age).UtcDateTime;
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix };
        var old = new List<string>();
        try
        {
            do
            {
                var page = await S3Limit.AnswerAsync(token => _client.Value.ListObjectsV2Async(request, token), cancel);
                var some = (page.S3Objects ?? []).Where(item => item.LastModified?.ToUniversalTime() < before);
                old.AddRange(some.Select(item => item.Key[_prefix.Length..]));
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (request.ContinuationToken is not null);
        }
        catch (Exception fault) when (S3Faults.IsStoreFault(fault))
        {
            throw S3Faults.Unreadable(fault);
        }
        return old;
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private string KeyOf(string operationId) => _prefix + operationId;
}
