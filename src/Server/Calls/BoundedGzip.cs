using System.IO.Compression;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Compression;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>
/// Decompresses gRPC messages within limits. The library itself inflates each message up to its maximum length, so that 64 kB take more
/// than 64 MiB of memory.
/// </summary>
/// <param name="maxBytes">The most bytes of a decompressed message.</param>
/// <param name="tooLarge">The error message for inline audio over the limit.</param>
internal sealed class BoundedGzip(int maxBytes, string tooLarge) : ICompressionProvider
{
    /// <summary>
    /// The most decompressed bytes per compressed byte, beyond <see cref="FreeBytes"/>. Digital silence reaches 1000, speech less than 2,
    /// so a recording may be silent for 99% of its time.
    /// </summary>
    private const int MaxRatio = 100;

    private const int FreeBytes = 1 << 20;

    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) => new Inflater(this, stream);

    /// <exception cref="RpcException">AUDIO_TOO_LARGE, or INVALID_REQUEST for a message without audio.</exception>
    private void Check(long inflated, long compressed)
    {
        MessageReader.Current?.CheckLength(inflated);
        if (inflated > maxBytes)
            throw RpcErrors.Create(Code.InvalidArgument, ErrorReasons.AudioTooLarge, tooLarge);
        if (inflated > Math.Max(FreeBytes, compressed * MaxRatio))
            throw RpcErrors.Create(
                Code.InvalidArgument,
                ErrorReasons.AudioTooLarge,
                $"A compressed message over {LimitText.Bytes(FreeBytes)} may inflate to at most {MaxRatio} times its length");
    }

    /// <summary>Reads a message that has arrived in whole: once to measure it, and then for the library.</summary>
    private sealed class Inflater(BoundedGzip limits, Stream compressed) : OneWayStream
    {
        private GZipStream? _gzip;

        public override bool CanRead => true;

        public override int Read(byte[] buffer, int offset, int count)
        {
            _gzip ??= Begin();
            return _gzip.Read(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _gzip?.Dispose();
            base.Dispose(disposing);
        }

        private GZipStream Begin()
        {
            using (var checkedBytes = new CheckedInflater(limits, compressed))
                MessageReader.Current?.TakeInflated(checkedBytes);
            compressed.Position = 0;
            return new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        }
    }

    /// <summary>Decompresses a message that is not kept, and ends it at the limits.</summary>
    private sealed class CheckedInflater(BoundedGzip limits, Stream compressed) : OneWayStream
    {
        private readonly GZipStream _gzip = new(compressed, CompressionMode.Decompress, leaveOpen: true);
        private long _inflated;

        public override bool CanRead => true;

        public override long Position
        {
            get => _inflated;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = _gzip.Read(buffer, offset, count);
            _inflated += read;
            limits.Check(_inflated, compressed.Length);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _gzip.Dispose();
            base.Dispose(disposing);
        }
    }
}
