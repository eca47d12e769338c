using System.ComponentModel.DataAnnotations;
using Transcribe.Audio.Fetching;

namespace Transcribe.Audio;

/// <summary>Limits on fetching and decoding, and the location of ffmpeg. Section <c>Transcribe:Audio</c>.</summary>
public sealed class AudioOptions : IValidatableObject
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Audio";

    private const long KiB = 1L << 10;
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    /// <summary>The most bytes fetched from a URL, 1 KiB to 1 TiB; default 1 GiB.</summary>
    [Range(KiB, 1024 * GiB)]
    public long MaxDownloadBytes { get; set; } = GiB;

    /// <summary>The most bytes of audio sent inline, 1 KiB to 2 GiB; default 64 MiB.</summary>
    [Range(KiB, 2 * GiB)]
    public long MaxInlineBytes { get; set; } = 64 * MiB;

    /// <summary>The longest decoded audio, 1 s to 30 days; default 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The most audible seconds that ffmpeg may decode from each kilobyte, 0 to 100,000; default 30.</summary>
    /// <remarks>Silence below -80 dBFS does not count. 0 is no limit. Speech at 6 kbit/s takes 1.3 s for each kilobyte.</remarks>
    [Range(0, 100_000.0)]
    public double MaxSecondsPerKilobyte { get; set; } = 30;

    /// <summary>The time limit for name lookup and connecting, 100 ms to 5 min; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit for the whole fetch with its redirects, 100 ms to 1 day; default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The longest wait for the next bytes of a fetch, 100 ms to 1 h; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FetchIdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The least bytes per second of a fetch, averaged over <c>FetchIdleTimeout</c>, 0 to 1 MiB; default 10 KiB.</summary>
    /// <remarks>
    /// Bytes count as they are received, before content codings are undone. 0 accepts any rate. The response's headers must arrive within
    /// <c>FetchIdleTimeout</c>.
    /// </remarks>
    [Range(0, (int)MiB)]
    public int MinFetchBytesPerSecond { get; set; } = 10 * (int)KiB;

    /// <summary>The most fetches at once, 1 to 10,000; default 64.</summary>
    [Range(1, 10_000)]
    public int MaxFetches { get; set; } = 64;

    /// <summary>The most fetches at once for one caller, 1 to 10,000; default 32.</summary>
    [Range(1, 10_000)]
    public int MaxFetchesPerCaller { get; set; } = 32;

    /// <summary>The most fetches at once from one host, 1 to 10,000; default 32.</summary>
    /// <remarks>The host is the one in the caller's URL. Redirects do not change it.</remarks>
    [Range(1, 10_000)]
    public int MaxFetchesPerHost { get; set; } = 32;

    /// <summary>The longest total wait for the decoder per audio, 100 ms to 1 day; default 30 min.</summary>
    /// <remarks>
    /// The clock stops while the reader of the blocks is busy. Reading the header, and the look for the stated duration, may each take as
    /// long.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan DecodeTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The most redirects that a fetch follows, 0 to 20; default 5.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; set; } = 5;

    /// <summary>Whether a redirect may lead from https to http; default false.</summary>
    /// <remarks>Anyone on the path to the target can then replace the audio.</remarks>
    public bool AllowInsecureRedirects { get; set; }

    /// <summary>Networks, addresses and host names that may be fetched from although the default rules refuse them; default none.</summary>
    /// <remarks>
    /// For example <c>10.0.0.0/8</c>, <c>::1</c> or <c>minio.internal</c>. A host name is compared exactly; its addresses are not checked.
    /// </remarks>
    public IList<string> AllowedNetworks { get; set; } = [];

    /// <summary>The folder for audio while it is read; default none.</summary>
    /// <remarks>
    /// Without it: <c>spool</c> in systemd's <c>STATE_DIRECTORY</c>, else <c>transcribe/spool</c> in <c>XDG_CACHE_HOME</c> or
    /// <c>~/.cache</c>, else <c>transcribe-spool-{user}</c> in the temporary folder. It is created if it does not exist. It must belong to
    /// the service's user or to root. Each process keeps a subfolder that only its user can read.
    /// </remarks>
    public string? SpoolFolder { get; set; }

    /// <summary>The ffmpeg program, a path or a name to look up in PATH; default <c>ffmpeg</c>.</summary>
    [Required]
    public string FfmpegPath { get; set; } = "ffmpeg";

    /// <summary>The most address space of one ffmpeg process (RLIMIT_AS), 256 MiB to 64 GiB; default 1 GiB.</summary>
    [Range(256 * MiB, 64 * GiB)]
    public long FfmpegMemoryBytes { get; set; } = GiB;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from entry in AllowedNetworks
        where AllowedNetwork.Parse(entry) is null
        select new ValidationResult($"'{entry}' is not a network such as 10.0.0.0/8, an address or a host name", [nameof(AllowedNetworks)]);
}
