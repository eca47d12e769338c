using System.Collections;
using System.Reflection;
using Transcribe.Core;
using Transcribe.Server.Access;

namespace Transcribe.Architecture.Tests;

/// <summary>The options classes of all projects, by their sections.</summary>
internal static class OptionsClasses
{
    private const string ModelSettingsSection = "Transcribe:Models:Settings:<name>";
    private const string TenantSection = "Transcribe:Access:Tenants:<name>";

    public static ILookup<string, Type> All { get; } =
        (from project in Walls.Allowed.Keys
         from type in Assembly.Load($"{Walls.Prefix}{project}").GetExportedTypes()
         let section = type.GetField("Section")?.GetRawConstantValue() as string
         where section is not null
         select (Section: section, Type: type))
        .Append((Section: ModelSettingsSection, Type: typeof(ModelSettings)))
        .Append((Section: TenantSection, Type: typeof(TenantOptions)))
        .Append((Section: $"{TenantSection}:Quota", Type: typeof(TenantQuotaOptions)))
        .ToLookup(found => found.Section, found => found.Type);

    /// <summary>Whether a name such as <c>Transcribe:Server:Port</c> or <c>Transcribe:Access:Keys:0</c> is that of a setting.</summary>
    public static bool Has(string name) => All.Any(options => name.StartsWith($"{options.Key}:", StringComparison.Ordinal)
        && name[(options.Key.Length + 1)..].Split(':') is [var property, .. var rest]
        && options.Any(type => type.GetProperty(property) is { PropertyType: var kind }
            && (rest.Length == 0 || (kind != typeof(string) && kind.IsAssignableTo(typeof(IEnumerable))))));
}
