using Amazon.Runtime;

namespace Transcribe.Operations.S3;

/// <summary>Tells the failures of the bucket from errors of the code that uses it.</summary>
internal static class S3Faults
{
    public static bool IsStoreFault(Exception fault) =>
        fault is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException;

    public static OperationStoreException Unreadable(Exception fault) => new("Inline audio cannot be read at the moment", fault);
}
