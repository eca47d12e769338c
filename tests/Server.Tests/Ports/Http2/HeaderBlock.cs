using System.Text;

namespace Transcribe.Server.Tests.Ports.Http2;

/// <summary>Fields as literals without indexing and without Huffman codes (RFC 7541, section 6.2.2).</summary>
internal static class HeaderBlock
{
    public static readonly (string, string) Get = (":method", "GET");
    public static readonly (string, string) Post = (":method", "POST");
    public static readonly (string, string) Scheme = (":scheme", "http");
    public static readonly (string, string) Target = (":path", "/livez");
    public static readonly (string, string) Authority = (":authority", "localhost");

    /// <summary>A request that is answered with 200.</summary>
    public static byte[] Probe => Of(Get, Scheme, Target, Authority);

    public static byte[] Of(params IEnumerable<(string Name, string Value)> fields) =>
        [.. fields.SelectMany(field => new byte[] { 0 }.Concat(Text(field.Name)).Concat(Text(field.Value)))];

    private static byte[] Text(string text) => [checked((byte)text.Length), .. Encoding.ASCII.GetBytes(text)];
}
