using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests;

/// <summary>Every setting with values that it cannot take.</summary>
public sealed class SettingSweepTests
{
    // Those of the product; a test project has no such file name.
    private static IEnumerable<Assembly> Assemblies =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "Transcribe.*.dll")
        let name = Path.GetFileNameWithoutExtension(file)
        where !name.EndsWith(".Tests", StringComparison.Ordinal)
        select Assembly.Load(name);

    public static TheoryData<string, string> BadValues => [.. Derived(), .. Special];

    // What the type of a setting does not say.
    private static (string, string)[] Special =>
    [
        ("Transcribe:Access:Keys:0", "short"),
        ("Transcribe:Access:Jwt:Authority", "http://login.example"),
        ("Transcribe:Access:Jwt:Authority", "https://login.example"), // Without an audience.
        ("Transcribe:Access:KeysFile", "/nowhere/keys.json"),
        ("Transcribe:Access:Proxies:0", "10.0.0.0/99"),
        ("Transcribe:Access:Tenants:acme:Quota:CallsPerMinute", "-1"),
        ("Transcribe:Access:Tenants:acme:Keys:0", "short"),
        ("Transcribe:Access:Tenants:acme:KeyHashes:0", "0123456789abcdef"),
        ("Transcribe:Audio:AllowedNetworks:0", "::/999"),
        ("Transcribe:Audio:FfmpegPath", "/nowhere/ffmpeg"),
        ("Transcribe:Audio:FfmpegPath", "/"),
        ("Transcribe:Audio:SpoolFolder", "/proc/spool"),
        ("Transcribe:Audio:SpoolFolder", "/dev/null"),
        ("Transcribe:DeploymentName", "a/b"),
        ("Transcribe:Live:VoiceModel", "/nowhere/voice.onnx"),
        ("Transcribe:Live:VoiceModel", "/proc"),
        ("Transcribe:Models:Settings:digits:Precision", "F64"),
        ("Transcribe:Models:Settings:digits:TrailingSilence", "00:00:31"),
        ("Transcribe:Models:Settings:digits:TrailingSilence", "much"),
        ("Transcribe:Operations:Postgres:ConnectionString", "nonsense"),
        ("Transcribe:Operations:Postgres:ConnectionString", "Host=db;Port=many"),
        ("Transcribe:Operations:Postgres:ConnectionString", "Database=transcribe"),
        ("Transcribe:Operations:Postgres:ConnectionString", "postgresql://db/transcribe"),
        ("Transcribe:Server:Address", "nowhere"),
        ("Transcribe:Server:Address", "127.0.0.1:80"),
        ("Transcribe:Server:Address", "192.0.2.1"),
        ("Transcribe:Server:CertificatePath", "/nowhere.pem"),
        ("Transcribe:Server:CertificatePath", "/"),
        ("Transcribe:Server:CertificatePath", "/dev/null"),
        ("Transcribe:Server:SamplesFolder", "/nowhere"),
        ("Transcribe:Webhooks:Secrets:0", "whsec_short"),
        ("WEBHOOK", "hooks.example"),
    ];

    [Theory]
    [MemberData(nameof(BadValues))]
    public async Task Start_BadValue_FailsWithASentence(string setting, string value)
    {
        var failure = await Record.ExceptionAsync(() => StartAsync($"{setting}={value}"));

        Assert.True(failure is not null, "The server has started.");
        var reasons = StartFailure.Explain(failure);
        Assert.True(reasons is not null, failure.ToString());
        Assert.NotEmpty(reasons);
        foreach (var reason in reasons)
        {
            Assert.NotEmpty(reason);
            Assert.DoesNotContain('\n', reason);
            Assert.DoesNotContain("Exception", reason, StringComparison.Ordinal);
        }
        // The message names the setting or its value.
        Assert.Contains(
            reasons,
            reason => reason.Contains(NameOf(setting), StringComparison.Ordinal)
                || (value.Length > 1 && reason.Contains(value, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_BadValuesInSeveralSections_NamesEach()
    {
        var failure = await Record.ExceptionAsync(() => StartAsync("Transcribe:Access:CallsPerMinute=-1", "Transcribe:DeploymentName=a/b"));

        var reasons = StartFailure.Explain(failure!);

        Assert.True(reasons!.Count == 2, failure!.ToString());
        Assert.Contains(reasons, reason => reason.Contains("CallsPerMinute", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.Contains("DeploymentName", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HF_ENDPOINT=foo", "HF_ENDPOINT is not an http or https URL: foo")]
    [InlineData("HF_ENDPOINT=ftp://hub.example", "HF_ENDPOINT is not an http or https URL: ftp://hub.example")]
    public async Task Start_BadVariable_FailsWithASentence(string variable, string expected)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Transcribe.Server.dll");
        var (exit, output, error) = await Tool.RunAsync("env", [variable, "dotnet", assembly, "--Transcribe:Server:Port=0"]);

        Assert.Equal((1, expected), (exit, error.TrimEnd()));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task StartAsync(params string[] settings)
    {
        await using var server = await TestServer.StartLoadingAsync(_ => { }, settings);
    }

    // Of a list, the list.
    private static string NameOf(string setting) => setting.Split(':').Last(part => !char.IsDigit(part[0]));

    private static IEnumerable<(string, string)> Derived() =>
        from assembly in Assemblies
        from type in assembly.GetExportedTypes()
        let section = type.GetField("Section")?.GetRawConstantValue() as string
        where section is not null
        from property in type.GetProperties()
        where property.PropertyType == typeof(string) || !property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        from value in Bad(property)
        select ($"{section}:{property.Name}", value);

    private static IEnumerable<string> Bad(PropertyInfo property)
    {
        if (property.PropertyType == typeof(string))
            return property.GetCustomAttribute<RequiredAttribute>() is null ? [] : [""];
        return ["x", "1e999", .. property.GetCustomAttribute<RangeAttribute>() is { } range ? Outside(range) : []];
    }

    private static string[] Outside(RangeAttribute range)
    {
        if (range.OperandType == typeof(TimeSpan))
        {
            TimeSpan Bound(object text) => TimeSpan.Parse((string)text, CultureInfo.InvariantCulture);
            var step = TimeSpan.FromMilliseconds(1);
            return [(Bound(range.Minimum) - step).ToString(), (Bound(range.Maximum) + step).ToString()];
        }
        decimal Number(object bound) => Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
        return [$"{Number(range.Minimum) - 1}", $"{Number(range.Maximum) + 1}", "99999999999999999999"];
    }
}
