; The setup of Sportello: for one user, without an administrator. Made by `cargo xtask windows`, which gives
; VERSION, PROGRAMS (the folder of the built programs), ROOT (the checkout) and SETUP (the file to write).

Unicode true
; The 32-bit stub does not start where Windows (or Wine) runs 64-bit programs only.
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include "MUI2.nsh"
!include "FileFunc.nsh"

Name "Sportello"
OutFile "${SETUP}"
InstallDir "$LOCALAPPDATA\Programs\Sportello"
InstallDirRegKey HKCU "Software\Sportello" "InstallDir"
BrandingText "Sportello ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1040 "ProductName" "Sportello"
VIAddVersionKey /LANG=1040 "FileDescription" "Installazione di Sportello"
VIAddVersionKey /LANG=1040 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1040 "LegalCopyright" "EUPL-1.2"

!define REGISTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sportello"
!define WEBVIEW "Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define MUI_ICON "${ROOT}/icons/sportello.ico"
!define MUI_UNICON "${ROOT}/icons/sportello.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\sportello.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Apri Sportello"

!insertmacro MUI_PAGE_LICENSE "${ROOT}/LICENSE"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Italian"
LangString NoWebView ${LANG_ITALIAN} "Manca Microsoft Edge WebView2 Runtime, che Sportello usa per la sua finestra. L'installazione continua: chiedi all'ufficio informatico di installarlo."

Function .onInit
  SetShellVarContext current
FunctionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section "Sportello"
  SetOutPath "$INSTDIR"
  File "${PROGRAMS}/sportello.exe"
  File "${PROGRAMS}/WebView2Loader.dll"
  File "/oname=LICENZA.txt" "${ROOT}/LICENSE"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Sportello.lnk" "$INSTDIR\sportello.exe"
  WriteRegStr HKCU "Software\Sportello" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${REGISTRY}" "DisplayName" "Sportello"
  WriteRegStr HKCU "${REGISTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REGISTRY}" "DisplayIcon" "$INSTDIR\sportello.exe"
  WriteRegStr HKCU "${REGISTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REGISTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REGISTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${REGISTRY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${REGISTRY}" "EstimatedSize" $0
  Call CheckWebView
SectionEnd

Function CheckWebView
  SetRegView 32
  ReadRegStr $0 HKLM "${WEBVIEW}" "pv"
  StrCmp $0 "" 0 there
  ReadRegStr $0 HKCU "${WEBVIEW}" "pv"
  StrCmp $0 "" 0 there
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(NoWebView)" /SD IDOK
there:
  SetRegView 64
FunctionEnd

; The desk's data stay: they may hold what has not been sent yet.
Section "Uninstall"
  Delete "$INSTDIR\sportello.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENZA.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Sportello.lnk"
  DeleteRegKey HKCU "${REGISTRY}"
  DeleteRegKey HKCU "Software\Sportello"
SectionEnd
