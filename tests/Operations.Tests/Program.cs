using Transcribe.Operations.Tests;
using Transcribe.Operations.Tests.Crash;
using Xunit.MicrosoftTestingPlatform;

// This program runs the tests or the process that they kill.
return args is [CrashHost.Argument, var folder, var receiver]
    ? await CrashHost.RunAsync(folder, new Uri(receiver))
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
