using Amazon.Runtime;
using Amazon.S3;

namespace Transcribe.Operations.S3;

/// <summary>Creates the client of the bucket.</summary>
internal static class S3Client
{
    // As for the database. S3Limit limits the answers; an upload may take as long as the SDK allows, because audio is large.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // Services other than Amazon's require any region.
    private const string AnyRegion = "us-east-1";

    public static AmazonS3Client Create(S3AudioOptions options)
    {
        var config = new AmazonS3Config
        {
            ConnectTimeout = ConnectTimeout,
            // Other services know only the checksum of the signature.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, options.Region ?? AnyRegion);
        else if (options.Region is { } region)
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        return options.AccessKey is { } key
            ? new AmazonS3Client(new BasicAWSCredentials(key, options.SecretKey), config)
            : new AmazonS3Client(config);
    }
}
