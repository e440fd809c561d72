// The page (wwwroot/main.js) starts this once and then calls Page: C# in WebAssembly, on the page's own thread.

using System.Runtime.Versioning;
using DigitsInBrowser;

[assembly: SupportedOSPlatform("browser")]

Page.Load();
