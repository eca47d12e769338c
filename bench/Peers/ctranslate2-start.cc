// ctranslate2-start FOLDER float32|int8 [--fill]: starts a model on CTranslate2, transcribes windows, removes the model and loads it again,
// as `bench start-once` does with ours. It writes the line "ready" when the model is loaded, and then the measurements as JSON
// (Start/StartReport.cs).
#include <ctranslate2/models/whisper.h>
#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>

namespace {
constexpr size_t kFrames = 3000;
constexpr size_t kSlots = 8;
using Clock = std::chrono::steady_clock;

double Milliseconds(Clock::time_point since) { return std::chrono::duration<double, std::milli>(Clock::now() - since).count(); }

// The processor time of all threads, in seconds.
double Processor() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// A field of /proc/self/status in MiB.
double Memory(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string name;
  double kib = 0;
  while (status >> name && name != field) {}
  status >> kib;
  return kib / 1024;
}

// Transcribes windows of 30 s as one batch: greedy, in English, with timestamps.
void Transcribe(ctranslate2::models::Whisper& model, size_t windows) {
  const std::vector<std::string> prompt{"<|startoftranscript|>", "<|en|>", "<|transcribe|>"};
  const ctranslate2::dim_t bins = model.n_mels();
  const ctranslate2::StorageView features({static_cast<ctranslate2::dim_t>(windows), bins, kFrames}, 0.1f);
  ctranslate2::models::WhisperOptions options;
  options.beam_size = 1;
  for (auto& result : model.generate(features, std::vector(windows, prompt), options))
    result.get();
}
}  // namespace

int main(int count, char** arguments) {
  const double empty = Memory("VmRSS:");
  const auto create = [&] {
    return std::make_unique<ctranslate2::models::Whisper>(
        arguments[1], ctranslate2::Device::CPU, ctranslate2::str_to_compute_type(arguments[2]));
  };
  auto began = Clock::now();
  auto model = create();
  const double load = Milliseconds(began);
  std::cout << "ready" << std::endl;
  const double processor = Processor(), ready = Memory("VmRSS:"), peak = Memory("VmHWM:");

  began = Clock::now();
  Transcribe(*model, 1);
  const double first = Milliseconds(began);
  began = Clock::now();
  const double before = Processor();
  Transcribe(*model, 1);
  const double second = Milliseconds(began), window = Processor() - before;
  std::cout << "{\"Load\":" << load << ",\"Processor\":" << processor << ",\"Served\":" << before << ",\"FirstWindow\":" << first
            << ",\"SecondWindow\":" << second << ",\"WindowProcessor\":" << window << ",\"Empty\":" << empty << ",\"Ready\":" << ready
            << ",\"Peak\":" << peak;
  if (count > 3) {
    Transcribe(*model, kSlots);
    std::cout << ",\"Steady\":" << Memory("VmRSS:") << ",\"Highest\":" << Memory("VmHWM:");
  }
  model.reset();
  began = Clock::now();
  model = create();
  std::cout << ",\"Reload\":" << Milliseconds(began) << ",\"Stages\":{}}" << std::endl;
}
